package io.lockstep.http.pages;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/**
 * The templates of the pages, whose expressions are checked while the application is built. In each
 * {@code up} leads from the page to the root of the service, so that links also hold behind a proxy
 * that serves it below a path of its own.
 */
@CheckedTemplate(basePath = "pages")
final class Templates {
  private Templates() {}

  static native TemplateInstance home(String up, String framework);

  static native TemplateInstance problems(String up, List<ProblemExplanations.Group> groups);

  static native TemplateInstance problem(
      String up, ProblemExplanation problem, List<String> statuses, String example);
}
