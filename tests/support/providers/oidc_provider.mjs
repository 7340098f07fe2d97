// A certified authorization server (npm oidc-provider) that demands PKCE and rotates refresh tokens.
import Provider from 'oidc-provider';

const redirect = process.argv[2];
const provider = new Provider('http://127.0.0.1', {
  clients: [
    {
      client_id: 'client-of-a-test',
      client_secret: 'the-client-secret-of-a-test',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: [redirect],
      application_type: 'native',
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  features: { devInteractions: { enabled: true } },
  scopes: ['openid', 'offline_access'],
  pkce: { required: () => true },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
});
const server = provider.listen(0, '127.0.0.1', () => console.log(server.address().port));
