/**
 * Offers one of its types to everybody and one to its module.
 *
 * <p>Uses: none.
 *
 * <p>API: Offered.
 *
 * <p>For rooms alone: Inner.
 */
package io.lockstep.archfixtures.rooms.cellar;
