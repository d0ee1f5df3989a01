/** What {@code ./lockstep bench} runs, from outside, over HTTP. */
package io.lockstep.bench;
