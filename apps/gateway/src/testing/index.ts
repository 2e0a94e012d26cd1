// An OpenID provider, and a subgraph's end of gateway trust.

// What a token says.
export { publicPem, rawToken, someClaims, type TestKey, type TokenChanges } from '../sign-in/testing.ts';
// For benchmarks.
export { type MeasuredDecision, measureDecision } from '../static-permissions/measure-decision.ts';
export { startIssuer, type TestProvider } from './issuer.ts';
export { keysOfGateway, type TrustingEndpoint, trustingEndpoint } from './trusting-endpoint.ts';
