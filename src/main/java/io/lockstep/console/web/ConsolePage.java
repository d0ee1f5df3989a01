package io.lockstep.console.web;

/** A page of the console, and what can be done on it. */
public interface ConsolePage {
  /** Says which requests it answers. */
  void addTo(Routes routes);
}
