package io.lockstep.console.frame;

import io.quarkus.qute.TemplateData;

/**
 * A link of the menu.
 *
 * @param path below the console
 */
@TemplateData
public record MenuEntry(String name, String path, boolean isCurrent) {}
