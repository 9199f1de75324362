// Which literal text must stand in a line before a pattern can match it: lets the recogniser skip nearly all of its patterns without running them.

/**
 * Literals of which at least one stands, lower-cased, in everything that the pattern matches; undefined where none can be named.
 * Understands the subset of JavaScript patterns that the catalogue of symptoms uses.
 */
export function neededText(source) {
  let at = 0;

  function alternatives() {
    const branches = [sequence()];
    while (source[at] === "|") {
      at += 1;
      branches.push(sequence());
    }
    if (branches.some((branch) => branch === undefined)) return undefined;
    return branches.flat();
  }

  function sequence() {
    let best;
    let run = "";
    const offer = (literals) => {
      if (literals === undefined || literals.length === 0) return;
      if (best === undefined || weight(literals) > weight(best)) best = literals;
    };
    const endRun = () => {
      if (run !== "") offer([run]);
      run = "";
    };
    while (at < source.length && source[at] !== "|" && source[at] !== ")") {
      const atom = readAtom();
      const least = readQuantifier();
      if (atom.literal !== undefined && least === undefined) run += atom.literal;
      else {
        if (atom.literal !== undefined && least > 0) run += atom.literal;
        endRun();
        if (atom.inner !== undefined && least !== 0) offer(atom.inner);
      }
    }
    endRun();
    return best;
  }

  function readAtom() {
    const sign = source[at];
    if (sign === "(") return readGroup();
    if (sign === "[") {
      at += 1;
      while (source[at] !== "]") at += source[at] === "\\" ? 2 : 1;
      at += 1;
      return {};
    }
    if (sign === "\\") return readEscape();
    at += 1;
    return ".^$".includes(sign) ? {} : { literal: sign.toLowerCase() };
  }

  function readEscape() {
    const sign = source[at + 1];
    if (sign === "x") {
      const code = Number.parseInt(source.slice(at + 2, at + 4), 16);
      at += 4;
      return { literal: String.fromCharCode(code).toLowerCase() };
    }
    at += 2;
    return /[A-Za-z0-9]/.test(sign) ? {} : { literal: sign };
  }

  function readGroup() {
    at += 1;
    const looksAround = /^\?(?:[=!]|<[=!])/.test(source.slice(at, at + 3));
    if (looksAround) at += source[at + 1] === "<" ? 3 : 2;
    else if (source.startsWith("?:", at)) at += 2;
    else if (source.startsWith("?<", at)) at = source.indexOf(">", at) + 1;
    const inner = alternatives();
    if (source[at] !== ")") throw new Error(`unbalanced pattern: ${source}`);
    at += 1;
    return looksAround ? {} : { inner };
  }

  /** Least number of repetitions, or undefined where there is no quantifier. */
  function readQuantifier() {
    let least;
    if (source[at] === "?" || source[at] === "*") least = 0;
    else if (source[at] === "+") least = 1;
    else if (source[at] === "{") {
      least = Number.parseInt(source.slice(at + 1), 10);
      at = source.indexOf("}", at);
    } else return undefined;
    at += 1;
    if (source[at] === "?") at += 1;
    return least;
  }

  return alternatives();
}

/** The shortest of the literals decides how rare a hit is. */
function weight(literals) {
  return Math.min(...literals.map((literal) => literal.length));
}
