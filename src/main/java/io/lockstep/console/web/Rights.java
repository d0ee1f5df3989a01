package io.lockstep.console.web;

import io.quarkus.qute.TemplateData;

/** What templates ask before they show an act: {@code may.use('cancelOrder')}. */
@TemplateData
public final class Rights {
  private final Visit visit;

  Rights(Visit visit) {
    this.visit = visit;
  }

  /** Whether the person's roles have this operation. */
  public boolean use(String operationId) {
    return visit.may(operationId);
  }
}
