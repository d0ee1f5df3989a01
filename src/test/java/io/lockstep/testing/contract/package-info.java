/**
 * Holds all HTTP traffic of the tests against the OpenAPI document that the service serves. It is
 * stricter than a client may be: a member, header or status that the document does not name is a
 * fault here.
 */
package io.lockstep.testing.contract;
