/** What a visitor finds in GraphiQL: one question that spans the five subgraphs. */
export const firstQuery = `# Sign in first: npx health-graph token --as bs.hanh gives a token for ten minutes. Put it under Headers, below:
#   { "authorization": "Bearer eyJ..." }
#
# One question, five subgraphs. Ctrl-Enter runs it, Ctrl-Space completes, the book icon shows the whole graph.
query Charts {
  patients(first: 3) {
    edges {
      node {
        name { text }
        birthDate
        encounters(first: 2) {
          edges { node { period { start } facility { name } conditions(first: 3) { edges { node { code { text } } } } } }
        }
        medicationRequests(first: 2) { edges { node { status medicationConcept { text } } } }
        careTeam(first: 2) { edges { node { practitioner { name } } } }
        immunizations(first: 2) { edges { node { vaccineCode { text } occurrence } } }
        healthBook { id }
      }
    }
  }
}
`;
