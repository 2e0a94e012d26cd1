import type { ImportSummary } from './import-fhir.ts';
import type { Refused } from './tally.ts';

/** How many refusals a person is shown; `--json` has all. */
const shownRefusals = 50;

/** The summary as a person reads it. */
export function summaryLines({
  entries,
  kept,
  updated,
  unchanged,
  refused,
  byType,
  skipped,
  files,
  seconds,
  isResumed,
}: ImportSummary): string[] {
  const types = Object.entries(byType).map(([type, number]) => `  ${number.toLocaleString('en').padStart(9)}  ${type}`);
  const hidden = refused.length - shownRefusals;
  return [
    `${entries.toLocaleString('en')} resources in ${files} files, ${seconds} s${isResumed ? ' (an import that was cut short was taken up)' : ''}`,
    ...types,
    `kept ${kept}, updated ${updated}, unchanged ${unchanged}, refused ${refused.length}`,
    ...refused.slice(0, shownRefusals).map(refusedLine),
    ...(hidden > 0 ? [`  ... and ${hidden} more, all in --json`] : []),
    ...(skipped.length > 0 ? [`passed over ${skipped.length} files that are no bundles by their name`] : []),
  ];
}

function refusedLine({ file, entry, type, code, field, reason }: Refused): string {
  const place = entry === undefined ? file : `${file} entry ${entry}${type === undefined ? '' : ` ${type}`}`;
  return `  refused ${place}: ${code} ${field === undefined ? '' : `${field}: `}${reason}`;
}
