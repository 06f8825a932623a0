// What was found: a line a judgement, each loss by itself, and the sum.

const lossesShownMax = 25;

export class Report {
    #passed = 0;
    #failed = 0;
    #findings = [];
    #lossy = false;
    over = false;

    constructor(options) {
        this.expectLosses = options.expectLosses;
        const deaths = options.failPoints ? `${options.cycles} deaths at each named place` : `${options.kills} kills`;
        console.log(`seed ${options.seed}: ${deaths}, ${options.conversations} conversations in flight, of ${options.program}`);
        this.seed = options.seed;
    }

    get sound() {
        return this.#failed === 0;
    }

    /** Something that should not have happened; belongs to the judgement that comes next. */
    finding(text) {
        this.#findings.push(text);
    }

    takeFindings() {
        return this.#findings.splice(0);
    }

    round(kill, { afterMs, least, onTheWay, changing, upAfterMs, stumbles, conversations, judged }, losses) {
        const bad = [...this.takeFindings(), ...losses];
        this.#lossy ||= losses.length > 0;
        if (onTheWay < least) {
            bad.push(`expected ${least} conversations with a request on the way at the kill but there were ${onTheWay}`);
        }
        const again = stumbles > 0 ? `, killed ${stumbles} more times on its way up` : '';
        this.#judge(`kill ${kill} after ${afterMs} ms: ${conversations} in flight, ${onTheWay} with a request on the way ` +
            `(${changing} with a change)${again}; up after ${upAfterMs} ms; ${judged}`, bad);
        if (this.expectLosses && losses.length > 0) {
            this.over = true;
        }
    }

    /** A death at a named place; `how` it died is null if it did not get there. */
    place(name, nth, how, { upAfterMs, judged }, losses) {
        const bad = [...this.takeFindings(), ...losses];
        if (how !== 'SIGKILL') {
            bad.push(how === null ? 'expected it to come to this place but it did not' : `expected it to die there but it ended with ${how}`);
        }
        this.#lossy ||= losses.length > 0;
        this.#judge(`${name}, time ${nth}: up after ${upAfterMs} ms; ${judged}`, bad);
    }

    final(what, bad) {
        this.#lossy ||= bad.length > 0;
        this.#judge(what, bad);
    }

    /** Nothing more can be learned. */
    abort(why) {
        if (!this.over) {
            this.over = true;
            this.#judge('the program ran to its end', [...this.takeFindings(), why]);
        }
    }

    /** The last line, and the status to end with. */
    sum() {
        if (this.expectLosses) {
            const found = this.#lossy;
            console.log(found ? 'losses were expected, and found' : 'expected losses but found none: this program is blind');
            this.#passed = found ? 1 : 0;
            this.#failed = found ? 0 : 1;
        }
        console.log(`seed ${this.seed}`);
        console.log(`${this.#passed} passed, ${this.#failed} failed`);
        return this.#failed === 0 ? 0 : 1;
    }

    #judge(what, bad) {
        if (bad.length === 0) {
            ++this.#passed;
            console.log(`ok      ${what}`);
            return;
        }
        ++this.#failed;
        console.log(`FAILED  ${what}`);
        bad.slice(0, lossesShownMax).forEach((line) => console.log(`          ${line}`));
        if (bad.length > lossesShownMax) {
            console.log(`          and ${bad.length - lossesShownMax} more`);
        }
    }
}
