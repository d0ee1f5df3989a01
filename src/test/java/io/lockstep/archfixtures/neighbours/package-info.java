/**
 * Uses more than it says, and of the package that it names more than that offers.
 *
 * <p>Uses: rooms.cellar.
 *
 * <p>API: none.
 */
package io.lockstep.archfixtures.neighbours;
