#include "api/app/demo.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

#include "api/auth/secret.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/demo/demo.hpp"
#include "runtime/desk/flows/kept_tests.hpp"
#include "runtime/desk/orgs/org.hpp"

namespace millrace::app {
namespace {

Status keep_secret(const std::string& path, const std::string& secret) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0) {
        return Error{"demo.password",
                     "expected to write the demo's password to " + path + " but the file cannot be opened"};
    }
    const std::string line = secret + "\n";
    const bool written = ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    ::close(file);
    return written ? Status() : Status(Error{"demo.password", "expected to write the demo's password to " + path});
}

// Subflows and flows that are started come before those that name them: publishing goes on until nothing is left, or
// nothing more can be published.
Status publish_flows(api::Services& services, OrgId org) {
    std::vector<api::ShippedFlow> left = services.shipped_flows;
    while (!left.empty()) {
        std::string why;
        const std::size_t before = left.size();
        left.erase(std::remove_if(left.begin(), left.end(),
                                  [&](const api::ShippedFlow& flow) {
                                      const Result<Value> document = json::parse(flow.document);
                                      if (!document) {
                                          why = flow.key + ": " + document.error().message;
                                          return false;
                                      }
                                      // A binding that the file declares is bound to what the demo has by that name.
                                      const auto published = services.flows.publish_document(org, "millrace", *document,
                                                                                             "Shipped with Millrace.");
                                      if (!published) {
                                          why = flow.key + ": " + published.error().message;
                                          return false;
                                      }
                                      for (const Problem& problem : published->problems) {
                                          if (problem.severity == Severity::error) {
                                              why = flow.key + " " + problem.pointer + ": " + problem.message;
                                              return false;
                                          }
                                      }
                                      return true;
                                  }),
                   left.end());
        if (left.size() == before) {
            return Error{"demo.flow", "expected every shipped flow to be publishable but " + why};
        }
    }
    return {};
}

// What the shipped flows' bindings are bound to in the demo centre.
Status bind(api::Services& services, OrgId org, const std::string& own_address) {
    for (const api::ShippedFlow& flow : services.shipped_flows) {
        const Result<Value> document = json::parse(flow.document);
        if (!document || !(*document)["bindings"].is_map()) {
            continue;
        }
        Map bound;
        for (const auto& [name, binding] : (*document)["bindings"].as_map()) {
            const std::string_view kind = binding["kind"].is_string() ? binding["kind"].as_string() : "";
            if (kind == "queue" || kind == "team") {
                const std::string_view stem = name.view().substr(0, name.view().rfind('_'));
                bound.set(name, stem == "sales" || stem == "support" ? stem : std::string_view("customer_service"));
            } else if (kind == "calendar") {
                bound.set(name, "main");
            } else if (kind == "url") {
                bound.set(name, own_address + "/demo");
            }
        }
        if (bound.empty()) {
            continue;
        }
        const std::string key((*document)["key"].as_string());
        // The flow must exist before anything is bound to it.
        Status made =
            services.flows.create(org, "millrace", key, std::string((*document)["title"].as_string()), *document);
        if (!made && made.error().code != "flow.exists") {
            return made;
        }
        if (auto done = services.flows.put_bindings(org, "millrace", key, std::move(bound)); !done) {
            return done;
        }
    }
    return {};
}

// Beside the flows, for who changes them. What somebody has written there meanwhile stays.
Status keep_tests(api::Services& services, OrgId org) {
    return services.store.write([&](store::Transaction& tx) -> Status {
        const desk::Work work{tx, services.feed, org, "millrace"};
        for (const api::ShippedFlow& flow : services.shipped_flows) {
            if (!flow.tests.empty() && !desk::find_flow_test(work.reader(), flow.key)) {
                const auto saved = desk::save_flow_test(work, flow.key, flow.tests, desk::flow_test_etag(""));
                if (!saved) {
                    return saved.error();
                }
            }
        }
        return {};
    });
}

// Most often --nodes was left out of this start: the chat of such a flow would stay silent without a word why.
void warn_of_unknown_types(api::Services& services, OrgId org, std::vector<std::string>& lines) {
    std::vector<store::FlowVersionRow> current;
    {
        const auto reader = services.store.reader();
        for (const store::FlowRow& flow : store::list_flows(reader->org(org))) {
            if (auto version = store::find_version(reader->org(org), flow.key, flow.current)) {
                current.push_back(std::move(*version));
            }
        }
    }
    for (const store::FlowVersionRow& version : current) {
        for (const Problem& problem : services.flows.check(org, flow::read_text(version.document), false)) {
            if (problem.code == "flow.unknown_type") {
                lines.push_back("WARNING: the flow " + version.flow + " cannot run: " + problem.message + ". " +
                                problem.fix);
            }
        }
    }
}

}  // namespace

Result<Demo> seed_demo(api::Services& services, desk::PasswordHasher& hasher, const std::string& data,
                       const std::string& own_address) {
    const char* given = std::getenv("MILLRACE_DEMO_PASSWORD");
    const std::string file = data.empty() ? std::string() : data + "/demo-password";
    Demo demo;
    std::optional<OrgId> org;
    {
        const auto reader = services.store.reader();
        org = desk::find_org_by_key(*reader, desk::demo_org);
    }
    std::string password = given != nullptr ? given : "";
    if (!org) {
        if (password.empty()) {
            password = auth::generate_password();
        }
        if (!file.empty()) {
            if (auto kept = keep_secret(file, password); !kept) {
                return kept.error();
            }
        }
        const Result<std::string> hash = hasher.hash(password);
        if (!hash) {
            return hash.error();
        }
        const Status written = services.store.write([&](store::Transaction& tx) -> Status {
            const Result<OrgId> made = desk::seed_demo(tx, *hash);
            if (!made) {
                return made.error();
            }
            org = *made;
            return {};
        });
        if (!written) {
            return written.error();
        }
    } else if (!file.empty()) {
        password.clear();  // the accounts have theirs since the first start
        std::ifstream kept(file);
        std::getline(kept, password);
    }
    // Also when an earlier start ended in the middle: what is published stays as it is.
    bool complete = true;
    {
        const auto reader = services.store.reader();
        for (const api::ShippedFlow& shipped : services.shipped_flows) {
            const auto flow = store::find_flow(reader->org(*org), shipped.key);
            complete = complete && flow && flow->current > 0;
        }
    }
    if (!complete) {
        if (auto bound = bind(services, *org, own_address); !bound) {
            return bound.error();
        }
        if (auto published = publish_flows(services, *org); !published) {
            return published.error();
        }
        if (auto kept = keep_tests(services, *org); !kept) {
            return kept.error();
        }
    }
    demo.hint = file.empty() ? "The password was printed when the server started."
                             : "The password was printed at the first start and is kept in the data folder, in the "
                               "file demo-password.";
    demo.lines.push_back(
        "The demo's accounts: admin@demo.test, supervisor@demo.test, agent1@demo.test, agent2@demo.test");
    if (password.empty()) {
        demo.lines.push_back("Their password was set earlier; millrace user reset EMAIL gives a new one");
    } else {
        demo.lines.push_back("Their password: " + password + (file.empty() ? "" : "   (kept in " + file + ")"));
    }
    if (given != nullptr && password != given) {
        demo.lines.push_back(
            "MILLRACE_DEMO_PASSWORD is not used: it holds for the first start only, and the accounts exist already");
    }
    warn_of_unknown_types(services, *org, demo.lines);
    return demo;
}

}  // namespace millrace::app
