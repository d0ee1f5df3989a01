package io.lockstep.console.frame;

import io.lockstep.security.Caller;
import io.lockstep.security.Permissions;
import io.quarkus.qute.TemplateData;

/** What templates ask before they show an act: {@code may.use('cancelOrder')}. */
@TemplateData
public final class Rights {
  private final Caller caller;

  /** Those of somebody. */
  public Rights(Caller caller) {
    this.caller = caller;
  }

  /** Whether their roles have this operation of the REST interface. */
  public boolean use(String operationId) {
    return Permissions.of(operationId).isGrantedTo(caller.roles());
  }
}
