#include "api/app/centre.hpp"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <random>

#include <time.h>

#include "api/app/bcrypt.hpp"
#include "api/app/demo.hpp"
#include "api/app/desk_clock.hpp"
#include "api/app/free_port.hpp"
#include "api/app/health_watch.hpp"
#include "api/app/mail_room.hpp"
#include "api/app/neighbours.hpp"
#include "api/app/node_folder.hpp"
#include "api/app/shipped_flows.hpp"
#include "api/auth/password.hpp"
#include "api/auth/rate_limit.hpp"
#include "api/auth/secret.hpp"
#include "api/http/forwarded.hpp"
#include "api/http/observer.hpp"
#include "api/http/server.hpp"
#include "api/operations/mount.hpp"
#include "api/operations/people.hpp"
#include "api/operations/sockets.hpp"
#include "engine/base/fault.hpp"
#include "engine/desk/vocabulary.hpp"
#include "engine/script/limits.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/desk/desk.hpp"
#include "runtime/effects/http/http_client.hpp"
#include "runtime/effects/http_effect.hpp"
#include "runtime/effects/remote_effects.hpp"
#include "runtime/effects/thread_timers.hpp"
#include "runtime/observe/metrics.hpp"
#include "runtime/store/flow_table.hpp"

namespace millrace::app {
namespace {

class MachineRandom final : public Random {
public:
    std::uint64_t next() override { return engine_(); }

private:
    std::mt19937_64 engine_{std::random_device{}()};
};

std::int64_t thread_cpu_ns() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

class Counting final : public http::Observer {
public:
    Counting(observe::Metrics& metrics, Requests& requests) : metrics_(metrics), requests_(requests) {}
    void connection_opened() override { metrics_.add("millrace_http_connections_total"); }
    void request_served(const http::Served& served) override {
        metrics_.add("millrace_http_requests_total");
        requests_.served(served);
        if (served.status >= 500) {
            metrics_.add("millrace_http_errors_total");
        }
    }
    void request_refused(std::string_view) override { metrics_.add("millrace_http_refused_total"); }
    void socket_opened() override { metrics_.add("millrace_sockets_total"); }

private:
    observe::Metrics& metrics_;
    Requests& requests_;
};

// What tokens and cursors are signed with lives in the store: made at the first start.
Result<std::string> token_key(store::Store& store) {
    {
        const auto reader = store.reader();
        if (auto key = store::find_meta(*reader, "token_key")) {
            return *key;
        }
    }
    std::string key;
    const Status written = store.write([&](store::Transaction& tx) -> Status {
        // Another process may have begun at the same time.
        key = store::find_meta(tx, "token_key").value_or("");
        if (key.empty()) {
            key = auth::random_key();
            store::put_meta(tx, "token_key", key);
        }
        return {};
    });
    return written ? Result<std::string>(key) : Result<std::string>(written.error());
}

}  // namespace

// Members are destroyed from the last to the first: those that call others stand behind them.
struct Centre::Parts {
    CentreOptions options;
    std::vector<std::string> greetings;
    std::atomic<bool> stopping{false};

    std::unique_ptr<store::Store> store;
    std::unique_ptr<desk::Feed> feed;
    std::unique_ptr<publish::Catalogues> catalogues;
    std::unique_ptr<drive::Versions> versions;
    std::unique_ptr<watch::Watch> watch;
    drive::LocalEffects effects;
    drive::Reads reads;
    std::unique_ptr<schedule::Scheduler> scheduler;
    std::unique_ptr<drive::Drive> drive;
    MachineRandom random;
    std::unique_ptr<effects::ThreadTimers> effect_timers;
    std::unique_ptr<effects::HttpClient> client;
    std::unique_ptr<effects::RemoteEffects> remote;
    std::unique_ptr<Bcrypt> hasher;
    std::unique_ptr<api::People> people;
    std::unique_ptr<auth::RateLimit> rate;
    std::unique_ptr<mail::SmtpClient> mailer;
    std::unique_ptr<publish::FlowService> flows;
    std::unique_ptr<observe::Metrics> metrics;
    Requests requests;
    std::unique_ptr<api::Services> services;
    std::unique_ptr<api::Sockets> sockets;
    std::unique_ptr<http::Server> server;
    std::unique_ptr<drive::TimerThread> timers;
    std::unique_ptr<Neighbours> neighbours;
    std::unique_ptr<HealthWatch> health;
    std::unique_ptr<DeskClock> desk_clock;
    std::unique_ptr<DailyBackup> backup;
    std::unique_ptr<NodeFolder> node_folder;
    std::unique_ptr<MailRoom> mail_room;

    Status open();
    Status open_store();
    Status make_catalogue();
    void make_drive(const effects::AllowedHosts& allowed);
    Status make_services();
    Status listen();
    std::vector<observe::Sample> sample() const;
    Map say_health() const;
};

Status Centre::Parts::open() {
#ifdef MILLRACE_PLANTED_FAULTS
    if (const char* place = std::getenv("MILLRACE_FAIL_AT")) {
        choose_fail_point(place);
    }
#endif
    // Port 0 is settled first: the demo's flows call this server by its address.
    if (auto settled = settle_port(options.listen); !settled) {
        return settled;
    }
    if (options.public_url.empty()) {
        options.public_url = "http://" + options.listen;
    }
    effects::AllowedHosts allowed;
    for (const std::string& host : options.allow_http) {
        if (auto added = allowed.add(host); !added) {
            return added;
        }
    }
    if (options.demo) {
        // order_lookup calls the demo's own shop, which is this server.
        if (auto added = allowed.add(options.listen); !added) {
            return added;
        }
    }
    script::set_stopwatch(thread_cpu_ns);
    if (auto opened = open_store(); !opened) {
        return opened;
    }
    if (auto made = make_catalogue(); !made) {
        return made;
    }
    make_drive(allowed);
    if (auto made = make_services(); !made) {
        return made;
    }
    if (options.demo) {
        auto seeded = seed_demo(*services, *hasher, options.data, "http://" + options.listen);
        if (!seeded) {
            return seeded.error();
        }
        services->demo = true;
        services->demo_password_hint = seeded->hint;
        greetings = seeded->lines;
    }
    if (node_folder) {
        node_folder->watch(*flows);
    }
    // What the last process left is taken up before anything new comes in.
    drive->recover();
    timers = std::make_unique<drive::TimerThread>(*drive, store->clock());
    if (store->shared()) {
        neighbours = std::make_unique<Neighbours>(*store, *drive, *feed, *catalogues, *versions);
    }
    if (!options.backup.folder.empty()) {
        auto daily = DailyBackup::start(*store, options.backup);
        if (!daily) {
            return daily.error();
        }
        backup = std::move(*daily);
    }
    if (mailer) {
        mail_room = std::make_unique<MailRoom>(*store, *feed, *mailer, options.public_url);
    }
    return listen();
}

Status Centre::Parts::open_store() {
    store::Options wanted;
    wanted.directory = options.data;
    wanted.url = options.store;
    wanted.patience = seconds(10);  // what a server that was killed had is free after 6 s
    if (!options.store.empty() && !options.data.empty()) {
        std::error_code ignored;  // what cannot be kept there is said where it is written
        std::filesystem::create_directories(options.data, ignored);
    }
    desk::add_tables(wanted.migrations);
#ifdef MILLRACE_PLANTED_FAULTS
    const char* fault = std::getenv("MILLRACE_FAULT");
    if (std::getenv("MILLRACE_FAIL_AT") != nullptr) {
        // Checkpoints that a short run meets too.
        wanted.log_frames_idle = 80;
        wanted.log_frames_max = 120;
    }
    wanted.acknowledge_before_commit = fault != nullptr && std::string_view(fault) == "acknowledge_before_commit";
#endif
    auto opened = store::open_store(std::move(wanted));
    if (!opened) {
        return opened.error();
    }
    store = std::move(*opened);
    feed = std::make_unique<desk::Feed>(*store);
    return {};
}

Status Centre::Parts::make_catalogue() {
    catalogues = std::make_unique<publish::Catalogues>(nodes::shipped_catalogue());
    {
        const auto reader = store->reader();
        if (auto loaded = catalogues->load(*reader); !loaded) {
            return loaded;
        }
    }
    if (!options.nodes_folder.empty()) {
        auto opened = NodeFolder::open(options.nodes_folder, *store, *catalogues);
        if (!opened) {
            return opened.error();
        }
        node_folder = std::move(*opened);
    }
    return {};
}

void Centre::Parts::make_drive(const effects::AllowedHosts& allowed) {
    versions = std::make_unique<drive::Versions>(desk::vocabulary(), [this](OrgId org) { return catalogues->of(org); });
    watch = std::make_unique<watch::Watch>(store->clock().now(), *versions);
    if (store->shared()) {
        watch->figures().standing().shared_with_others();
    }
    desk::add_effects(effects, *feed);
    desk::add_reads(reads, store->clock());
    schedule::SchedulerOptions threads;
    threads.threads = options.threads;
    scheduler = schedule::make_scheduler(threads);
    drive::World world{*store,
                       *scheduler,
                       desk::vocabulary(),
                       *versions,
                       effects,
                       reads,
                       [this](std::vector<store::OutboxRow> rows) {
                           // While stopping they stay in the outbox; the next start finds them.
                           if (!stopping) {
                               remote->submit(std::move(rows));
                           }
                       },
                       [](std::string_view, const Value& payload) { return effects::http_destination(payload); },
                       desk::unclaimed(*feed),
                       [this](const run::State& after, const run::Turn& turn) { watch->took(after, turn); }};
    drive = std::make_unique<drive::Drive>(std::move(world));
    store->on_completed([this](store::Commits commits) { drive->finished(std::move(commits)); });

    effect_timers = std::make_unique<effects::ThreadTimers>(store->clock());
    effects::HttpClient::Settings client_settings;
    client_settings.allowed = allowed;
    client = std::make_unique<effects::HttpClient>(client_settings);
    remote = std::make_unique<effects::RemoteEffects>(
        effects::RemoteEffects::World{*store, *client, *effect_timers, store->clock(), random,
                                      [this](store::OutboxRow row, Signal signal, std::function<void()> over) {
                                          if (!stopping) {
                                              drive->answer(std::move(row), std::move(signal), std::move(over));
                                          }
                                      }});
}

Status Centre::Parts::make_services() {
    const Result<std::string> key = token_key(*store);
    if (!key) {
        return key.error();
    }
    hasher = std::make_unique<Bcrypt>(options.password_cost);
    people = std::make_unique<api::People>(*store, *hasher, *key);
    rate = std::make_unique<auth::RateLimit>(store->clock(), options.rate);
    if (!options.smtp.url.empty()) {
        auto client = mail::SmtpClient::make(options.smtp);
        if (!client) {
            return client.error();
        }
        mailer = std::make_unique<mail::SmtpClient>(std::move(*client));
    }
    flows = std::make_unique<publish::FlowService>(*store, *versions, desk::vocabulary(), *catalogues, desk::exists,
                                                   desk::flow_recorder(*feed));
    metrics = std::make_unique<observe::Metrics>([this] { return sample(); });
    services = std::make_unique<api::Services>(api::Services{*store,
                                                             *scheduler,
                                                             *drive,
                                                             *versions,
                                                             desk::vocabulary(),
                                                             *catalogues,
                                                             *flows,
                                                             *people,
                                                             *feed,
                                                             *watch,
                                                             *rate,
                                                             *key,
                                                             false,
                                                             {},
                                                             {},
                                                             {},
                                                             {}});
    services->sends_mail = mailer != nullptr;
    services->public_url = options.public_url;
    services->shipped_flows = shipped_flows();
    services->metrics = [this] { return metrics->text(); };
    services->health = [this] { return say_health(); };
    services->health_series = [this](int minutes) { return health ? health->series(minutes) : Map{}; };
    services->not_ready = [this]() -> std::string {
        if (!store->statistics().reachable) {
            return "expected the database to answer but it does not: what is to be committed waits";
        }
        if (drive->figures().shards == 0) {
            return "expected to have a part of the runs but other processes have them all, until they give some up";
        }
        // A row of its own, since a full disk is noticed only by who writes.
        const Status written = store->write([](store::Transaction& tx) -> Status {
            store::put_meta(tx, "ready", to_text(tx.now()));
            return {};
        });
        return written ? "" : "expected the store to take a commit but: " + written.error().message;
    };
    return {};
}

Status Centre::Parts::listen() {
    const auto address = http::parse_listen(options.listen);
    if (!address) {
        return address.error();
    }
    sockets = std::make_unique<api::Sockets>(*services);
    http::Router router;
    api::mount(router, *services);
    sockets->attach(router);
    http::Options wanted;
    wanted.listen = *address;
    for (const std::string& proxy : options.trusted_proxies) {
        wanted.trusted_proxies.push_back(http::plain_address(proxy));
        if (wanted.trusted_proxies.back().empty()) {
            return Error{"proxy.malformed", "expected --trusted-proxy to be an IP address but got '" + proxy + "'"};
        }
    }
    wanted.observer = std::make_shared<Counting>(*metrics, requests);
    auto started = http::Server::start(std::move(wanted), std::move(router));
    if (!started) {
        return started.error();
    }
    server = std::move(*started);
    health = std::make_unique<HealthWatch>(
        HealthWatch::Sight{[this] { return drive->figures(); }, [this] { return scheduler->figures(); },
                           [this] { return remote->figures(); }, [this] { return store->statistics(); },
                           [this] { return sockets->count(); }},
        requests, store->clock());
    desk_clock = std::make_unique<DeskClock>(
        *store, *drive, *feed,
        DeskClock::Connected{[this] { return sockets->connected(); }, [this] { return sockets->visitors(); }});
    return {};
}

Map Centre::Parts::say_health() const {
    Map said = health ? health->newest() : Map{};
    const bool elsewhere = !options.store.empty();
    said.set("store", Map{{"kind", elsewhere ? "postgresql" : options.data.empty() ? "memory" : "sqlite"}});
    std::error_code unknown;
    const auto space = std::filesystem::space(options.data.empty() ? "." : options.data, unknown);
    said.set("free_disk_mb",
             unknown || options.data.empty() ? Value() : Value(static_cast<std::int64_t>(space.available >> 20)));
    return said;
}

std::vector<observe::Sample> Centre::Parts::sample() const {
    const drive::Drive::Figures d = drive->figures();
    const store::Statistics s = store->statistics();
    const schedule::Scheduler::Figures q = scheduler->figures();
    const effects::Dispatcher::Figures r = remote->figures();
    const auto n = [](auto value) { return static_cast<double>(value); };
    return {{"millrace_turns", n(d.turns)},
            {"millrace_steps", n(d.steps)},
            {"millrace_runs_started", n(d.runs_started)},
            {"millrace_runs_ended", n(d.runs_ended)},
            {"millrace_runs_incident", n(d.incidents)},
            {"millrace_runs_quarantined", n(d.quarantined)},
            {"millrace_decided_again", n(d.decided_again)},
            {"millrace_run_loads", n(d.loads)},
            {"millrace_lanes", n(d.lanes)},
            {"millrace_commands_waiting", n(d.commands_waiting)},
            {"millrace_commands_room", n(d.room)},
            {"millrace_run_cache_bytes", n(d.cached_bytes)},
            {"millrace_shards", n(d.shards)},
            {"millrace_timers", n(d.timers)},
            {"millrace_timer_late_ms", n(d.oldest_timer_late.ms)},
            {"millrace_store_commits", n(s.commits)},
            {"millrace_store_batches", n(s.batches)},
            {"millrace_store_waiting", n(s.waiting)},
            {"millrace_store_log_frames", n(s.log_frames)},
            {"millrace_queue_live", n(q.live)},
            {"millrace_queue_normal", n(q.normal)},
            {"millrace_queue_bulk", n(q.bulk)},
            {"millrace_queue_blocking", n(q.blocking)},
            {"millrace_outbox_waiting", n(r.waiting)},
            {"millrace_outbox_in_flight", n(r.in_flight)},
            {"millrace_breakers_open", n(r.breakers_open)}};
}

Centre::Centre(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Result<std::unique_ptr<Centre>> Centre::open(CentreOptions options) {
    auto parts = std::make_unique<Parts>();
    parts->options = std::move(options);
    const Status opened = parts->open();
    std::unique_ptr<Centre> centre(new Centre(std::move(parts)));
    if (!opened) {
        return opened.error();
    }
    return centre;
}

Centre::~Centre() {
    stop();
}

// From the door inwards: no new requests, no timers, no effects; then what was begun is committed; then the store.
void Centre::stop() {
    Parts& p = *parts_;
    if (p.stopping.exchange(true)) {
        return;
    }
    if (p.sockets) {
        p.sockets->close_all();
    }
    if (p.server) {
        p.server->stop(seconds(5));
    }
    fail_point("stop.door_closed");
    p.node_folder.reset();
    p.timers.reset();
    p.neighbours.reset();
    p.desk_clock.reset();
    p.health.reset();
    p.mail_room.reset();
    if (p.store) {
        p.store->close();
    }
    p.backup.reset();  // one that is being made ended with the store
    if (p.scheduler) {
        p.scheduler->stop();
    }
}

std::string Centre::address() const {
    const std::string& listen = parts_->options.listen;
    return "http://" + listen.substr(0, listen.rfind(':')) + ":" + std::to_string(parts_->server->port());
}
api::Services& Centre::services() {
    return *parts_->services;
}
const std::vector<std::string>& Centre::greetings() const {
    return parts_->greetings;
}

}  // namespace millrace::app
