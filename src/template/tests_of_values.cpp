// SPDX-License-Identifier: Apache-2.0
// `value is test`.
#include <cmath>

#include "template/js_text.h"
#include "template/machine.h"

namespace concordat::page_template {

bool holds(Test test, Value const& value, Value const& argument) {
  switch (test) {
    case Test::callable: return value.kind == Kind::macro || value.kind == Kind::range;
    case Test::defined: return value.kind != Kind::undefined;
    case Test::undefined: return value.kind == Kind::undefined;
    case Test::null: return value.kind == Kind::null;
    case Test::number: return value.kind == Kind::number;
    // JavaScript's typeof: a text marked safe is an object there.
    case Test::string: return value.is_string() && !value.safe;
    case Test::escaped: return value.is_string() && value.safe;
    case Test::mapping: return value.is_dict() || value.kind == Kind::loop || (value.is_string() && value.safe);
    case Test::iterable: return value.is_list() || value.is_string();
    case Test::truthy: return truthy(value);
    case Test::falsy: return !truthy(value);
    case Test::equal: return same(value, argument);
    case Test::ne: return !same(value, argument);
    case Test::lt: return less(value, argument, false);
    case Test::gt: return less(argument, value, false);
    case Test::le: return less(value, argument, true);
    case Test::ge: return less(argument, value, true);
    case Test::even: return std::fmod(to_number(value), 2) == 0;
    case Test::odd: return std::fmod(to_number(value), 2) == 1;
    case Test::divisibleby: return std::fmod(to_number(value), to_number(argument)) == 0;
    case Test::lower: return value.is_string() && js::lower(value.view()) == value.view();
    case Test::upper: return value.is_string() && js::upper(value.view()) == value.view();
  }
  return false;
}

}  // namespace concordat::page_template
