import { compose, type LintFault, lint } from '@health-graph/composition';
import { buildASTSchema, type FieldDefinitionNode, isObjectType, parse, print, printType } from 'graphql';
import { type Check, type Finding, failed, noneOf, passed, type Subject, skipped } from '../check.ts';
import { shapeOf } from '../subgraph-shape.ts';

/** What an endpoint says that it serves. */
export const sdlChecks: readonly Check[] = [
  {
    name: 'sdl',
    expected: '{ _service { sdl } } gives SDL that can be read',
    why: 'The graph is composed from what an endpoint serves, not from what somebody says it does.',
    look: ({ served, shape }) => {
      if (served === undefined) return failed('no text');
      return shape === undefined ? failed('a text that is no SDL') : passed(`${served.length} characters`);
    },
  },
  {
    name: 'sdl-as-declared',
    expected: 'the SDL served has the types, fields, arguments and directives of the file',
    why: 'What was reviewed and published must be what runs.',
    look: (at) => {
      if (at.declared === undefined) return skipped('no --schema was given');
      if (at.served === undefined) return failed('no SDL is served');
      const [served, declared] = [linesOf(at.served), linesOf(at.declared)];
      const missing = [...declared].filter((line) => !served.has(line)).map((line) => `not served: ${line}`);
      const surplus = [...served].filter((line) => !declared.has(line)).map((line) => `not declared: ${line}`);
      return noneOf([...missing, ...surplus], `${served.size} fields and values agree`);
    },
  },
  {
    name: 'sdl-composes',
    expected: "it composes with the graph's own subgraphs",
    why: 'One subgraph that does not compose keeps every hospital from the next version of the graph.',
    look: (at) => {
      if (at.served === undefined || at.shape === undefined) return noSdl;
      const own = { name: at.endpoint.name, sdl: at.served, document: parse(at.served) };
      const composition = compose([...at.others, own]);
      return 'errors' in composition
        ? noneOf(
            composition.errors.map(({ code, message }) => `${code}: ${message}`),
            '',
          )
        : passed(`with ${at.others.map(({ name }) => name).join(', ')}`);
    },
  },
  {
    name: 'sdl-classes',
    expected: 'every field carries a data class with @policy and scopes with @requiresScopes',
    why: 'The gateway and the permission engine decide by class; a field without one would be decided by nobody.',
    look: (at) => linted(at, ({ rule }) => classRules.has(rule), 'every field'),
  },
  {
    name: 'sdl-keys',
    expected: 'entities have the key `id: ID!`, or `code: ID!` for a national code list',
    why: 'A national number as a key would be in every log and address on the way.',
    look: (at) => linted(at, ({ rule }) => rule === 'key', 'every entity'),
  },
  {
    name: 'sdl-conventions',
    expected: 'types, fields and values are described, lists that grow are connections, what can be refused is nullable',
    why: 'One refusal must not empty its neighbours, and clients of one hospital must be able to read another.',
    look: (at) => linted(at, ({ rule }) => rule !== 'key' && !classRules.has(rule), 'everywhere'),
  },
];

const noSdl = skipped('no SDL');

/** Rules of the lint about who may see a field. */
const classRules: ReadonlySet<string> = new Set([
  'class',
  'scopes',
  'class-alternatives',
  'entity-class',
  'value-class',
  'weaker-class',
  'weaker-scopes',
  'interface-class',
  'provides',
]);

function linted({ endpoint, served, shape, others }: Subject, isMeant: (fault: LintFault) => boolean, otherwise: string): Finding {
  if (served === undefined || shape === undefined) return noSdl;
  const own = { name: endpoint.name, sdl: served, document: shape.document };
  const faults = lint([...others, own]).filter((fault) => fault.subgraph === own.name && isMeant(fault));
  return noneOf(
    faults.map(({ coordinate, message }) => `${coordinate}: ${message}`),
    otherwise,
  );
}

/** One line for each field and each other type, however the text is laid out. */
function linesOf(sdl: string): ReadonlySet<string> {
  const { document } = shapeOf(sdl, []);
  const types = Object.values(buildASTSchema(document, { assumeValidSDL: true }).getTypeMap()).filter(
    ({ name, astNode }) => astNode && !name.startsWith('_'),
  );
  return new Set(
    types.flatMap((type) =>
      isObjectType(type)
        ? Object.values(type.getFields()).flatMap(({ name, astNode }) =>
            astNode && !name.startsWith('_') ? `${type.name}.${oneLine(print(undescribed(astNode)))}` : [],
          )
        : oneLine(printType(type)),
    ),
  );
}

/** Descriptions may be laid out anew. */
const undescribed = ({ description: _description, ...node }: FieldDefinitionNode): FieldDefinitionNode => node;

const oneLine = (text: string): string =>
  text
    .replace(/"""[\s\S]*?"""/g, '')
    .replace(/\s+/g, ' ')
    .trim();
