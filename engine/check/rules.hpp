#pragma once

#include "engine/check/report.hpp"

// One rule, one file in rules/, one file of cases in cases/, one page for each of its codes in docs/errors/. A rule
// looks at the facts and reports every place where it is broken; it neither knows nor repeats what others report.
namespace millrace::checks {

using Rule = void (*)(const Facts& facts, Report& report);

void trigger_is_supported(const Facts& facts, Report& report);
void types_exist(const Facts& facts, Report& report);
void settings_fit(const Facts& facts, Report& report);
void expressions_parse(const Facts& facts, Report& report);
void scripts_are_valid(const Facts& facts, Report& report);
void named_things_exist(const Facts& facts, Report& report);
void bindings_are_resolved(const Facts& facts, Report& report);
void outputs_exist(const Facts& facts, Report& report);
void targets_exist(const Facts& facts, Report& report);
void outputs_are_wired(const Facts& facts, Report& report);
void hooks_are_known(const Facts& facts, Report& report);
void nodes_are_reachable(const Facts& facts, Report& report);
void paths_end(const Facts& facts, Report& report);
void cycles_wait(const Facts& facts, Report& report);
void waits_time_out(const Facts& facts, Report& report);
void regions_are_kept(const Facts& facts, Report& report);
void variables_are_set(const Facts& facts, Report& report);
void types_agree(const Facts& facts, Report& report);
void subflow_contracts_hold(const Facts& facts, Report& report);
void companions_do_not_talk(const Facts& facts, Report& report);
void cancel_does_not_wait(const Facts& facts, Report& report);

}  // namespace millrace::checks
