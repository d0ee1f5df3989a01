// An OpenID Connect provider on loopback: node provider.mjs SETTINGS
//
// SETTINGS is a file {"port", "keys", "rolesClaim", "tokenSeconds", "clients": [{"id", "secret", "subject", "roles"}]}.
// "keys" names the file, seen from SETTINGS, with the private keys (a JWK set): the first one signs tokens, all are
// published. It is made if it is not there. Each client gets tokens by the grant client_credentials, of the subject and
// with the roles that stand there. The claim of roles may be within an object: "realm_access/roles".
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Provider from 'oidc-provider';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const issuer = `http://127.0.0.1:${settings.port}`;
const keys = readOrMakeKeys(resolve(dirname(process.argv[2]), settings.keys));
const claim = (settings.rolesClaim ?? 'groups').split('/');
const clients = new Map(settings.clients.map((client) => [client.id, client]));

const provider = new Provider(issuer, {
  jwks: { keys },
  clients: settings.clients.map((client) => ({
    client_id: client.id,
    client_secret: client.secret,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  })),
  scopes: [],
  cookies: { keys: [randomUUID()] },
  ttl: { ClientCredentials: settings.tokenSeconds ?? 3600 },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'urn:lockstep',
      getResourceServerInfo: () => ({
        audience: 'lockstep',
        scope: '',
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256', kid: keys[0].kid } },
      }),
    },
  },
  formats: { customizers: { jwt: addSubjectAndRoles } },
});

provider.on('server_error', (context, error) => console.error(error));
provider.listen(settings.port, '127.0.0.1', () => console.log(`${issuer} is there`));

function addSubjectAndRoles(context, token, jwt) {
  const client = clients.get(token.clientId);
  jwt.payload.sub = client.subject;
  Object.assign(jwt.payload, claim.reduceRight((value, name) => ({ [name]: value }), client.roles));
}

function readOrMakeKeys(file) {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
    writeFileSync(file, JSON.stringify({ keys: [key] }), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')).keys;
}
