package io.lockstep.console.rest;

/** A request that the REST interface has refused, with its problem. */
public final class RestRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient RestReply reply;

  RestRefusal(RestReply reply) {
    super("answered with " + reply.status(), null, false, false);
    this.reply = reply;
  }

  /** The refusal. */
  public RestReply reply() {
    return reply;
  }
}
