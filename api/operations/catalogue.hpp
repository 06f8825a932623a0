#pragma once

#include <vector>

#include "api/operations/operation.hpp"

namespace millrace::api {

// Every operation there is, in the order in which the reference shows them.
const std::vector<Operation>& operations();

// One function a resource, in the file of its name.
void add_auth(std::vector<Operation>& all);
void add_passwords(std::vector<Operation>& all);
void add_node_types(std::vector<Operation>& all);
void add_flows(std::vector<Operation>& all);
void add_expressions(std::vector<Operation>& all);
void add_choices(std::vector<Operation>& all);
void add_scripts(std::vector<Operation>& all);
void add_flow_versions(std::vector<Operation>& all);
void add_flow_relations(std::vector<Operation>& all);
void add_flow_tests(std::vector<Operation>& all);
void add_flow_reviews(std::vector<Operation>& all);
void add_flow_templates(std::vector<Operation>& all);
void add_simulator(std::vector<Operation>& all);
void add_run_list(std::vector<Operation>& all);
void add_runs(std::vector<Operation>& all);
void add_run_timeline(std::vector<Operation>& all);
void add_run_replay(std::vector<Operation>& all);
void add_run_flowtest(std::vector<Operation>& all);
void add_flow_overlay(std::vector<Operation>& all);
void add_health(std::vector<Operation>& all);
void add_signals(std::vector<Operation>& all);
void add_chat(std::vector<Operation>& all);
void add_conversations(std::vector<Operation>& all);
void add_texts(std::vector<Operation>& all);
void add_bulk(std::vector<Operation>& all);
void add_contacts(std::vector<Operation>& all);
void add_tags(std::vector<Operation>& all);
void add_transcripts(std::vector<Operation>& all);
void add_queues(std::vector<Operation>& all);
void add_agents(std::vector<Operation>& all);
void add_users(std::vector<Operation>& all);
void add_roles(std::vector<Operation>& all);
void add_channels(std::vector<Operation>& all);
void add_audit(std::vector<Operation>& all);
void add_routing(std::vector<Operation>& all);
void add_articles(std::vector<Operation>& all);
void add_metrics(std::vector<Operation>& all);
void add_live(std::vector<Operation>& all);
void add_system(std::vector<Operation>& all);

}  // namespace millrace::api
