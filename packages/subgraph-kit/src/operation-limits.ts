import { OperationTooComplex } from '@health-graph/errors';
import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** How large an operation may be. */
export interface OperationLimits {
  /** Fields inside fields. Default 20. */
  readonly maxDepth: number;
  /** Fields in all, fragments counted wherever they are spread. Default 3,000. */
  readonly maxFields: number;
  /** Lexical tokens of the text, checked while it is parsed. Default 30,000. */
  readonly maxTokens: number;
}

export const defaultLimits: OperationLimits = { maxDepth: 20, maxFields: 3_000, maxTokens: 30_000 };

interface Extent {
  readonly depth: number;
  readonly fields: number;
}

/** The validation rule that refuses operations beyond `limits`, with one error that names the limit. */
export const operationLimits =
  (limits: OperationLimits): ValidationRule =>
  (context: ValidationContext): ASTVisitor => {
    const measured = new Map<string, Extent>();
    return {
      [Kind.OPERATION_DEFINITION](operation: OperationDefinitionNode) {
        const { depth, fields } = extentOf(operation.selectionSet, context, measured);
        if (depth > limits.maxDepth) context.reportError(tooComplex('The operation nests too deep.', limits.maxDepth, operation));
        else if (fields > limits.maxFields)
          context.reportError(tooComplex('The operation asks for too much.', limits.maxFields, operation));
      },
    };
  };

function extentOf(selectionSet: SelectionSetNode, context: ValidationContext, measured: Map<string, Extent>): Extent {
  let depth = 0;
  let fields = 0;
  for (const selection of selectionSet.selections) {
    const inner =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? fragmentExtent(context.getFragment(selection.name.value), context, measured)
        : selection.selectionSet && extentOf(selection.selectionSet, context, measured);
    const own = selection.kind === Kind.FIELD ? 1 : 0;
    depth = Math.max(depth, own + (inner?.depth ?? 0));
    fields += own + (inner?.fields ?? 0);
  }
  return { depth, fields };
}

function fragmentExtent(
  fragment: FragmentDefinitionNode | null | undefined,
  context: ValidationContext,
  measured: Map<string, Extent>,
): Extent {
  const none = { depth: 0, fields: 0 };
  if (!fragment) return none;
  const name = fragment.name.value;
  const known = measured.get(name);
  if (known !== undefined) return known;
  measured.set(name, none); // A cycle ends here; another rule refuses it.
  const extent = extentOf(fragment.selectionSet, context, measured);
  measured.set(name, extent);
  return extent;
}

const tooComplex = (message: string, limit: number, operation: OperationDefinitionNode): GraphQLError =>
  new GraphQLError(message, { nodes: operation, originalError: new OperationTooComplex(message, { limit }) });
