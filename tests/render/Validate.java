import java.io.FileInputStream;
import java.util.List;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Prints a line for each file and standard: PASS or FAIL, standard, checks, file; then what failed. */
public class Validate {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            for (PDFAFlavour flavour : List.of(PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1)) {
                report(file, flavour);
            }
        }
    }

    private static void report(String file, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.printf("%s %s %d %s%n", result.isCompliant() ? "PASS" : "FAIL",
                    flavour.getId(), result.getTotalAssertions(), file);
            for (TestAssertion failed : result.getTestAssertions()) {
                System.out.printf("  %s: %s %s%n", failed.getRuleId().getClause(),
                        failed.getMessage(), failed.getLocation().getContext());
            }
        }
    }
}
