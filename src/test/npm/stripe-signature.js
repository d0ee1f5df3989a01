// The header that Stripe's own package makes: node stripe-signature.js SECRET SECONDS PAYLOAD
import Stripe from 'stripe';

const [secret, seconds, payload] = process.argv.slice(2);
const { webhooks } = new Stripe('sk_test_of-nobody');
process.stdout.write(webhooks.generateTestHeaderString({ payload, secret, timestamp: Number(seconds) }));
