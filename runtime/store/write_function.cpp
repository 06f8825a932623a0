#include "runtime/store/write_function.hpp"

namespace millrace::store {
namespace {

// All of a batch or nothing of it: a statement by itself is its own transaction, so a batch costs one message there and
// one back. A function keeps the plans of its statements with the server's process, where prepared statements would be
// lost behind a pooler. Whatever would refuse a single commit refuses the batch: the caller then writes it in pieces.
//
// Plans are made for good: every row is found through an index, however small the tables were at the time.
constexpr auto text = R"(
CREATE FUNCTION millrace_write(
    _owner text, _batch bigint, _shards int[], _epochs bigint[], _now bigint, _clock bigint,
    _run_id bigint[], _run_org bigint[], _run_shard int[], _run_epoch bigint[], _run_flow text[],
    _run_version bigint[], _run_status int[], _run_subject bigint[], _run_companion bigint[], _run_seq bigint[],
    _run_head bigint[], _run_snapshot bigint[], _run_due bigint[], _run_started bigint[], _run_updated bigint[],
    _change_id bigint[], _change_epoch bigint[], _change_seq_before bigint[], _change_status_before int[],
    _change_seq bigint[], _change_head bigint[], _change_snapshot bigint[], _change_due bigint[],
    _change_updated bigint[], _change_status int[],
    _consumed bigint[],
    _turn_lsn bigint[], _turn_org bigint[], _turn_shard int[], _turn_epoch bigint[], _turn_run bigint[],
    _turn_seq bigint[], _turn_prev bigint[], _turn_crc bigint[], _turn_bytes bytea, _turn_begin int[],
    _turn_length int[],
    _inbox_id bigint[], _inbox_org bigint[], _inbox_shard int[], _inbox_epoch bigint[], _inbox_run bigint[],
    _inbox_subject bigint[], _inbox_at bigint[], _inbox_bytes bytea, _inbox_begin int[], _inbox_length int[],
    _outbox_id bigint[], _outbox_org bigint[], _outbox_shard int[], _outbox_epoch bigint[], _outbox_run bigint[],
    _outbox_subject bigint[], _outbox_activation bigint[], _outbox_n int[], _outbox_destination text[],
    _outbox_status int[], _outbox_attempts int[], _outbox_next_at bigint[], _outbox_bytes bytea, _outbox_begin int[],
    _outbox_length int[],
    _put_off_id bigint[], _put_off_status int[], _put_off_attempts int[], _put_off_next_at bigint[],
    _closed bigint[],
    _source_org bigint[], _source_source text[], _source_id text[], _source_run bigint[], _source_bytes bytea,
    _source_begin int[], _source_length int[],
    _key_org bigint[], _key_name text[], _key_hash text[], _key_bytes bytea, _key_begin int[], _key_length int[]
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

    PERFORM 1 FROM shard s JOIN unnest(_shards, _epochs) AS u(shard, epoch) ON s.shard = u.shard AND s.epoch = u.epoch
        WHERE s.owner = _owner ORDER BY s.shard FOR SHARE OF s;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done <> cardinality(_shards) THEN
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

    IF cardinality(_run_id) > 0 THEN
        INSERT INTO run(id, org, shard, epoch, flow, version, status, subject, companion, seq, head, snapshot_lsn, due,
                        started, updated)
            SELECT * FROM unnest(_run_id, _run_org, _run_shard, _run_epoch, _run_flow, _run_version, _run_status,
                _run_subject, _run_companion, _run_seq, _run_head, _run_snapshot, _run_due, _run_started,
                _run_updated);
    END IF;
    IF cardinality(_change_id) > 0 THEN
        UPDATE run SET seq = u.seq, head = u.head, snapshot_lsn = u.snapshot, due = u.due, updated = u.updated,
                       status = u.status, epoch = u.epoch
            FROM unnest(_change_id, _change_epoch, _change_seq_before, _change_status_before, _change_seq,
                _change_head, _change_snapshot, _change_due, _change_updated, _change_status)
                AS u(id, epoch, seq_before, status_before, seq, head, snapshot, due, updated, status)
            WHERE run.id = u.id AND run.seq = u.seq_before AND run.status = u.status_before;
        GET DIAGNOSTICS done = ROW_COUNT;
        IF done <> cardinality(_change_id) THEN
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

    IF cardinality(_turn_lsn) > 0 THEN
        INSERT INTO journal(lsn, org, shard, epoch, run, seq, prev, crc, body)
            SELECT u.lsn, u.org, u.shard, u.epoch, u.run, u.seq, u.prev, u.crc, substr(_turn_bytes, u.begin, u.length)
            FROM unnest(_turn_lsn, _turn_org, _turn_shard, _turn_epoch, _turn_run, _turn_seq, _turn_prev, _turn_crc,
                _turn_begin, _turn_length) AS u(lsn, org, shard, epoch, run, seq, prev, crc, begin, length);
    END IF;
    IF cardinality(_inbox_id) > 0 THEN
        INSERT INTO inbox(id, org, shard, epoch, run, subject, at, body)
            SELECT u.id, u.org, u.shard, u.epoch, u.run, u.subject, u.at, substr(_inbox_bytes, u.begin, u.length)
            FROM unnest(_inbox_id, _inbox_org, _inbox_shard, _inbox_epoch, _inbox_run, _inbox_subject, _inbox_at,
                _inbox_begin, _inbox_length) AS u(id, org, shard, epoch, run, subject, at, begin, length);
    END IF;
    IF cardinality(_outbox_id) > 0 THEN
        INSERT INTO outbox(id, org, shard, epoch, run, subject, activation, n, destination, status, attempts, next_at,
                           body)
            SELECT u.id, u.org, u.shard, u.epoch, u.run, u.subject, u.activation, u.n, u.destination, u.status,
                u.attempts, u.next_at, substr(_outbox_bytes, u.begin, u.length)
            FROM unnest(_outbox_id, _outbox_org, _outbox_shard, _outbox_epoch, _outbox_run, _outbox_subject,
                _outbox_activation, _outbox_n, _outbox_destination, _outbox_status, _outbox_attempts, _outbox_next_at,
                _outbox_begin, _outbox_length)
                AS u(id, org, shard, epoch, run, subject, activation, n, destination, status, attempts, next_at, begin,
                    length);
    END IF;
    IF cardinality(_put_off_id) > 0 THEN
        UPDATE outbox SET status = u.status, attempts = u.attempts, next_at = u.next_at
            FROM unnest(_put_off_id, _put_off_status, _put_off_attempts, _put_off_next_at)
                AS u(id, status, attempts, next_at)
            WHERE outbox.id = u.id;
        GET DIAGNOSTICS done = ROW_COUNT;
        IF done <> cardinality(_put_off_id) THEN
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

    IF cardinality(_source_org) > 0 THEN
        INSERT INTO source(org, source, id, run, answer, at)
            SELECT u.org, u.source, u.id, u.run, substr(_source_bytes, u.begin, u.length), _now
            FROM unnest(_source_org, _source_source, _source_id, _source_run, _source_begin, _source_length)
                AS u(org, source, id, run, begin, length);
    END IF;
    IF cardinality(_key_org) > 0 THEN
        INSERT INTO idempotency(org, name, hash, answer, at)
            SELECT u.org, u.name, u.hash, substr(_key_bytes, u.begin, u.length), _now
            FROM unnest(_key_org, _key_name, _key_hash, _key_begin, _key_length) AS u(org, name, hash, begin, length);
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
