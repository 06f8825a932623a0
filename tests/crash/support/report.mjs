// What was found: a line a judgement, each loss by itself, and the sum.

const lossesShownMax = 25;

export class Report {
    #passed = 0;
    #failed = 0;
    #findings = [];
    #lossy = false;
    over = false;
    /** What is going on, for the case that nothing more can be learned. */
    doing = '';

    constructor(options) {
        this.expectLosses = options.expectLosses;
        const { seed, conversations, program } = options;
        console.log(`seed ${seed}: ${whatHappens(options)}, ${conversations} conversations in flight, of ${program}`);
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

    /** A fault that the program has to bear; `told` is how that went. */
    fault(name, { afterMs, least, onTheWay, changing }, told, losses) {
        const bad = [...this.takeFindings(), ...losses];
        if (onTheWay < least) {
            bad.push(`expected ${least} conversations with a request on the way at the fault but there were ${onTheWay}`);
        }
        this.#lossy ||= losses.length > 0;
        this.#judge(`${name} after ${afterMs} ms, ${onTheWay} with a request on the way (${changing} with a change); ` +
            told.join('; '), bad);
    }

    final(what, bad) {
        this.#lossy ||= bad.length > 0;
        this.#judge(what, bad);
    }

    /** What cannot be looked at here. It counts as one, or a list of steps would take it for a program that ran nothing. */
    skip(what) {
        this.over = true;
        ++this.#passed;
        console.log(`skipped ${what}`);
    }

    /** Nothing more can be learned. */
    abort(why) {
        if (!this.over) {
            this.over = true;
            const where = this.doing ? [`it was at: ${this.doing}`] : [];
            this.#judge('the program ran to its end', [...this.takeFindings(), ...where, why]);
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

function whatHappens({ failPoints, databaseFaults, cluster, namespaces, cycles, kills }) {
    if (failPoints) {
        return `${cycles} deaths at each named place`;
    }
    if (databaseFaults) {
        return `each fault of the database ${cycles} times`;
    }
    if (cluster > 0) {
        const where = namespaces ? ', each in a network of its own' : '';
        return `${cluster} servers on one database${where}, each fault ${cycles} times`;
    }
    return `${kills} kills`;
}
