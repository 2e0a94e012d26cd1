// What partners test their subgraph with: the gateway's end of the wire, without a store of ours. It is `@health-graph/subgraph-kit/testing` of the
// tarballs for partners.
export { freePort } from './free-port.ts';
export { type AskedBy, someCaller, type TestGateway, testGateway } from './test-gateway.ts';
