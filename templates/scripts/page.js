"use strict";
{
{% include "scripts/cells.js" %}
{% include "scripts/tables.js" %}
{% include "scripts/download.js" %}
{% include "scripts/drawings.js" %}
{% include "scripts/regions.js" %}
{% include "scripts/contents.js" %}
{% include "scripts/places.js" %}
}
