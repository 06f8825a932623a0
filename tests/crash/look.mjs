// The look at what has become of everything, after each kill or fault: people wait, and the judge compares.

export class Look {
    #told = new Set();

    constructor({ client, ledger, crowd, judge, report }) {
        Object.assign(this, { client, ledger, crowd, judge, report });
    }

    /** What was on the way is over, and our log has all of it. Says how many conversations were in flight. */
    async everybodyWaits() {
        await this.client.quiet();
        await this.ledger.idle();
        return this.crowd.alive;
    }

    /** Everything that has changed since the last time, held against our log. What is gone is told once. */
    async judged({ unansweredCounts = true } = {}) {
        const found = await this.judge.look(this.crowd.facts.takeChanged());
        const unanswered = this.client.unanswered.splice(0);
        if (unansweredCounts) {
            unanswered.forEach((request) => this.report.finding(request));
        }
        const losses = found.losses.filter((loss) => !this.#told.has(loss));
        losses.forEach((loss) => this.#told.add(loss));
        return { ...found, losses };
    }

    longestWaitMs() {
        const { longestMs } = this.client;
        this.client.longestMs = 0;
        return longestMs;
    }
}
