/** Names of codes repeat by the thousand in an import; this many answers are kept. */
const limit = 5_000;

/** The same function, its latest answers kept: it must depend on its argument alone. All are forgotten when there are too many. */
export function remembered<Answer>(answerTo: (text: string) => Answer): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = answerTo(text);
    if (answers.size >= limit) answers.clear();
    answers.set(text, answer);
    return answer;
  };
}
