package io.lockstep.archfixtures.payments;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Read from JSON, and not registered for it. */
record PaymentRequest(@JsonProperty(required = true) String orderId) {}
