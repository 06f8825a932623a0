#pragma once

#include <string>

#include "engine/expression/call.hpp"

// What the functions of the language do; function.cpp has the table that names them.
namespace millrace::expression::body {

Value lower(Call& call);
Value upper(Call& call);
Value trim(Call& call);
Value len(Call& call);
Value contains(Call& call);
Value starts_with(Call& call);
Value ends_with(Call& call);
Value matches(Call& call);
Value split(Call& call);
Value join(Call& call);
Value replace(Call& call);
Value mask(Call& call);
Value text(Call& call);

Value number(Call& call);
Value round(Call& call);
Value floor(Call& call);
Value ceil(Call& call);
Value abs(Call& call);
Value min(Call& call);
Value max(Call& call);

Value list(Call& call);
Value has(Call& call);
Value keys(Call& call);

Value now(Call& call);
Value date(Call& call);
Value days_between(Call& call);
Value add(Call& call);

// For Function::check_literal.
std::string pattern_argument(std::size_t argument, const Value& literal);
std::string time_argument(std::size_t argument, const Value& literal);
std::string date_argument(std::size_t argument, const Value& literal);
std::string add_argument(std::size_t argument, const Value& literal);

}  // namespace millrace::expression::body
