#include "runtime/store/write_function.hpp"

namespace millrace::store {
namespace {

// All of a batch or nothing of it: a statement by itself is its own transaction, so a batch costs one message there and
// one back. A function keeps the plans of its statements with the server's process, where prepared statements would be
// lost behind a pooler. Whatever would refuse a single commit refuses the batch: the caller then writes it in pieces.
//
// Each kind of row comes as in postgres/row_sets.hpp: an array of numbers, row after row, and texts and bytes beside
// it. Arrays cost less than a column each, above all for a batch of one. Plans are made for good: every row is found
// through an index, however small the tables were at the time.
constexpr auto text = R"(
CREATE FUNCTION millrace_write(
    _owner text, _batch bigint, _shards bigint[], _now bigint, _clock bigint,
    _runs bigint[], _run_flows text[],
    _changes bigint[],
    _consumed bigint[],
    _turns bigint[], _turn_bytes bytea,
    _inbox bigint[], _inbox_bytes bytea,
    _outbox bigint[], _outbox_destinations text[], _outbox_bytes bytea,
    _put_off bigint[],
    _closed bigint[],
    _sources bigint[], _source_texts text[], _source_bytes bytea,
    _keys bigint[], _key_texts text[], _key_bytes bytea
) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = '10s'
AS $function$
DECLARE
    done bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'expected READ COMMITTED' USING ERRCODE = 'MR001';
    END IF;
    -- A role that was told to be careless about commits is overruled.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;

    -- Shards and the epochs in which they are ours, in turn. One of them, as in a batch of one, needs less of a plan.
    IF cardinality(_shards) = 2 THEN
        PERFORM 1 FROM shard WHERE shard = _shards[1] AND epoch = _shards[2] AND owner = _owner FOR SHARE;
    ELSE
        PERFORM 1 FROM shard s, generate_series(0, cardinality(_shards) - 1, 2) AS i
            WHERE s.shard = _shards[i + 1] AND s.epoch = _shards[i + 2] AND s.owner = _owner
            ORDER BY s.shard FOR SHARE OF s;
    END IF;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done <> cardinality(_shards) / 2 THEN
        RAISE EXCEPTION 'a shard is with another process' USING ERRCODE = 'MR001';
    END IF;
    UPDATE process SET batch = _batch WHERE owner = _owner AND batch = _batch - 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the batch before is not the last one' USING ERRCODE = 'MR001';
    END IF;
    IF _clock > 0 THEN
        INSERT INTO meta(name, number) VALUES('clock', _clock)
            ON CONFLICT(name) DO UPDATE SET number = excluded.number WHERE excluded.number > meta.number;
    END IF;

    IF cardinality(_runs) > 0 THEN
        INSERT INTO run(id, org, shard, epoch, version, status, subject, companion, seq, head, snapshot_lsn, due,
                        started, updated, flow)
            SELECT _runs[i + 1], _runs[i + 2], _runs[i + 3], _runs[i + 4], _runs[i + 5], _runs[i + 6], _runs[i + 7],
                _runs[i + 8], _runs[i + 9], _runs[i + 10], _runs[i + 11], nullif(_runs[i + 12], -1), _runs[i + 13],
                _runs[i + 14], _run_flows[i / 14 + 1]
            FROM generate_series(0, cardinality(_runs) - 1, 14) AS i;
    END IF;
    IF cardinality(_changes) > 0 THEN
        UPDATE run SET epoch = _changes[i + 2], seq = _changes[i + 5], head = _changes[i + 6],
                snapshot_lsn = _changes[i + 7], due = nullif(_changes[i + 8], -1), updated = _changes[i + 9],
                status = _changes[i + 10]
            FROM generate_series(0, cardinality(_changes) - 1, 10) AS i
            WHERE run.id = _changes[i + 1] AND run.seq = _changes[i + 3] AND run.status = _changes[i + 4];
        GET DIAGNOSTICS done = ROW_COUNT;
        IF done <> cardinality(_changes) / 10 THEN
            RAISE EXCEPTION 'a run has moved on' USING ERRCODE = 'MR001';
        END IF;
    END IF;
    IF cardinality(_consumed) > 0 THEN
        DELETE FROM inbox WHERE id = ANY(_consumed);
        GET DIAGNOSTICS done = ROW_COUNT;
        IF done <> cardinality(_consumed) THEN
            RAISE EXCEPTION 'an inbox row is gone' USING ERRCODE = 'MR001';
        END IF;
    END IF;

    IF cardinality(_turns) > 0 THEN
        INSERT INTO journal(lsn, org, shard, epoch, run, seq, prev, crc, body)
            SELECT _turns[i + 1], _turns[i + 2], _turns[i + 3], _turns[i + 4], _turns[i + 5], _turns[i + 6],
                _turns[i + 7], _turns[i + 8], substr(_turn_bytes, _turns[i + 9]::int, _turns[i + 10]::int)
            FROM generate_series(0, cardinality(_turns) - 1, 10) AS i;
    END IF;
    IF cardinality(_inbox) > 0 THEN
        INSERT INTO inbox(id, org, shard, epoch, run, subject, at, body)
            SELECT _inbox[i + 1], _inbox[i + 2], _inbox[i + 3], _inbox[i + 4], _inbox[i + 5], _inbox[i + 6],
                _inbox[i + 7], substr(_inbox_bytes, _inbox[i + 8]::int, _inbox[i + 9]::int)
            FROM generate_series(0, cardinality(_inbox) - 1, 9) AS i;
    END IF;
    IF cardinality(_outbox) > 0 THEN
        INSERT INTO outbox(id, org, shard, epoch, run, subject, activation, n, status, attempts, next_at, destination,
                           body)
            SELECT _outbox[i + 1], _outbox[i + 2], _outbox[i + 3], _outbox[i + 4], _outbox[i + 5], _outbox[i + 6],
                _outbox[i + 7], _outbox[i + 8], _outbox[i + 9], _outbox[i + 10], _outbox[i + 11],
                _outbox_destinations[i / 13 + 1],
                substr(_outbox_bytes, _outbox[i + 12]::int, _outbox[i + 13]::int)
            FROM generate_series(0, cardinality(_outbox) - 1, 13) AS i;
    END IF;
    IF cardinality(_put_off) > 0 THEN
        UPDATE outbox SET status = _put_off[i + 2], attempts = _put_off[i + 3], next_at = _put_off[i + 4]
            FROM generate_series(0, cardinality(_put_off) - 1, 4) AS i WHERE outbox.id = _put_off[i + 1];
        GET DIAGNOSTICS done = ROW_COUNT;
        IF done <> cardinality(_put_off) / 4 THEN
            RAISE EXCEPTION 'an outbox row is gone' USING ERRCODE = 'MR001';
        END IF;
    END IF;
    IF cardinality(_closed) > 0 THEN
        DELETE FROM outbox WHERE id = ANY(_closed);
        GET DIAGNOSTICS done = ROW_COUNT;
        IF done <> cardinality(_closed) THEN
            RAISE EXCEPTION 'an outbox row is gone' USING ERRCODE = 'MR001';
        END IF;
    END IF;

    IF cardinality(_sources) > 0 THEN
        INSERT INTO source(org, run, source, id, answer, at)
            SELECT _sources[i + 1], _sources[i + 2], _source_texts[i / 2 + 1], _source_texts[i / 2 + 2],
                substr(_source_bytes, _sources[i + 3]::int, _sources[i + 4]::int), _now
            FROM generate_series(0, cardinality(_sources) - 1, 4) AS i;
    END IF;
    IF cardinality(_keys) > 0 THEN
        INSERT INTO idempotency(org, name, hash, answer, at)
            SELECT _keys[i + 1], _key_texts[i / 3 * 2 + 1], _key_texts[i / 3 * 2 + 2],
                substr(_key_bytes, _keys[i + 2]::int, _keys[i + 3]::int), _now
            FROM generate_series(0, cardinality(_keys) - 1, 3) AS i;
    END IF;
END
$function$)";

}  // namespace

Migration write_function() {
    return {
        .number = 2,
        .name = "write",
        .statements_on_postgres =
            {
                text,
                // A header is changed by each of its turns: with room on its page no index has to know of it.
                "ALTER TABLE run SET (fillfactor = 50)",
            },
    };
}

}  // namespace millrace::store
