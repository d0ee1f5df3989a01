package io.lockstep.console.overview;

import io.quarkus.qute.TemplateData;

/**
 * Something that needs a person.
 *
 * @param link below the console, to where it can be mended; empty where it cannot
 * @param isUrgent whether orders stand still because of it
 */
@TemplateData
record Concern(String text, String advice, String link, boolean isUrgent) {}
