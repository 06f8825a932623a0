#include "api/operations/catalogue.hpp"

namespace millrace::api {

const std::vector<Operation>& operations() {
    static const std::vector<Operation> all = [] {
        std::vector<Operation> made;
        add_auth(made);
        add_passwords(made);
        add_node_types(made);
        add_flows(made);
        add_expressions(made);
        add_choices(made);
        add_scripts(made);
        add_flow_versions(made);
        add_flow_relations(made);
        add_simulator(made);
        add_flow_tests(made);
        add_flow_reviews(made);
        add_flow_templates(made);
        add_run_list(made);
        add_runs(made);
        add_run_timeline(made);
        add_run_replay(made);
        add_run_flowtest(made);
        add_flow_overlay(made);
        add_health(made);
        add_signals(made);
        add_chat(made);
        add_conversations(made);
        add_bulk(made);
        add_contacts(made);
        add_tags(made);
        add_transcripts(made);
        add_users(made);
        add_roles(made);
        add_channels(made);
        add_queues(made);
        add_agents(made);
        add_routing(made);
        add_texts(made);
        add_articles(made);
        add_metrics(made);
        add_live(made);
        add_audit(made);
        add_system(made);
        return made;
    }();
    return all;
}

}  // namespace millrace::api
