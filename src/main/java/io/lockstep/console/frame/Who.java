package io.lockstep.console.frame;

import io.quarkus.qute.TemplateData;

/**
 * Who looks at a page, as its frame says it.
 *
 * @param roles separated by commas
 * @param canLogOut false where nobody has to log in
 */
@TemplateData
public record Who(String actor, String roles, boolean canLogOut) {}
