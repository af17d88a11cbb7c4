// SPDX-License-Identifier: Apache-2.0
// Words, codes and numbers.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "intake/standardise/standardisers.h"
#include "intake/standardise/writing.h"

namespace concordat::intake::standardise {
namespace {

using namespace std::string_view_literals;
using writing::begin;
using writing::hold;
using writing::is_digit;
using writing::mark;
using writing::refuse;

void tidied(std::string_view raw, writing::Tidy options, Value& out) {
  if (!begin(raw, out, writing::Blanks::usual)) return;
  if (!writing::tidy(raw, options, out)) return;
  // what is left of odd characters may be a placeholder too, or nothing
  if (out.text.empty()) {
    out.verdict = Verdict::missing;
    out.changes = 0;
    return;
  }
  if (out.changes != 0 && writing::is_placeholder(out.text, writing::Blanks::usual))
    return writing::placeholder(out);
  writing::finish(out);
}

struct RoleWord {
  std::string_view word;  // lower case, without spaces, dots, dashes
  std::string_view role;  // empty: the word alone does not say
};

// A word that could mean two roles stays without one: a role decides what may be shared, so it is never
// guessed.
constexpr std::array role_words{RoleWord{"victim", "victim"},
                                RoleWord{"vic", "victim"},
                                RoleWord{"aggrieved", "victim"},
                                RoleWord{"ip", "victim"},
                                RoleWord{"agg", "victim"},
                                RoleWord{"injuredparty", "victim"},
                                RoleWord{"injuredperson", "victim"},
                                RoleWord{"survivor", "victim"},
                                RoleWord{"witness", "witness"},
                                RoleWord{"wit", "witness"},
                                RoleWord{"suspect", "suspected"},
                                RoleWord{"suspected", "suspected"},
                                RoleWord{"susp", "suspected"},
                                RoleWord{"arrested", "suspected"},
                                RoleWord{"arrestee", "suspected"},
                                RoleWord{"detainedperson", "suspected"},
                                RoleWord{"charged", "charged"},
                                RoleWord{"defendant", "charged"},
                                RoleWord{"convicted", "convicted"},
                                RoleWord{"convictedoffender", "convicted"},
                                RoleWord{"convictedperson", "convicted"},
                                RoleWord{"atriskchild", "at_risk_child"},
                                RoleWord{"childatrisk", "at_risk_child"},
                                RoleWord{"vulnerablechild", "at_risk_child"},
                                RoleWord{"youngpersonatrisk", "at_risk_child"},
                                RoleWord{"atriskadult", "at_risk_adult"},
                                RoleWord{"adultatrisk", "at_risk_adult"},
                                RoleWord{"vulnerableadult", "at_risk_adult"},
                                RoleWord{"family", "family"},
                                RoleWord{"familymember", "family"},
                                RoleWord{"relative", "family"},
                                RoleWord{"parent", "family"},
                                RoleWord{"mother", "family"},
                                RoleWord{"father", "family"},
                                RoleWord{"sibling", "family"},
                                RoleWord{"brother", "family"},
                                RoleWord{"sister", "family"},
                                RoleWord{"nextofkin", "family"},
                                RoleWord{"nok", "family"},
                                RoleWord{"associate", "associate"},
                                RoleWord{"friend", "associate"},
                                RoleWord{"professional", "professional"},
                                RoleWord{"socialworker", "professional"},
                                RoleWord{"teacher", "professional"},
                                RoleWord{"policeofficer", "professional"},
                                RoleWord{"keyworker", "professional"},
                                RoleWord{"officerinthecase", "professional"},
                                RoleWord{"oic", "professional"},
                                RoleWord{"unknown", "unknown"},
                                RoleWord{"unk", "unknown"},
                                RoleWord{"notknown", "unknown"},
                                RoleWord{"n/k", "unknown"},
                                RoleWord{"nk", "unknown"},
                                RoleWord{"offender", ""},
                                RoleWord{"perpetrator", ""},
                                RoleWord{"perp", ""},
                                RoleWord{"accused", ""},
                                RoleWord{"nominal", ""},
                                RoleWord{"subject", ""},
                                RoleWord{"client", ""},
                                RoleWord{"serviceuser", ""},
                                RoleWord{"atrisk", ""},
                                RoleWord{"vulnerable", ""},
                                RoleWord{"vulnerableperson", ""},
                                RoleWord{"complainant", ""},
                                RoleWord{"informant", ""},
                                RoleWord{"caller", ""},
                                RoleWord{"reporter", ""},
                                RoleWord{"patient", ""},
                                RoleWord{"carer", ""},
                                RoleWord{"guardian", ""},
                                RoleWord{"partner", ""},
                                RoleWord{"child", ""},
                                RoleWord{"adult", ""},
                                RoleWord{"pupil", ""},
                                RoleWord{"involved", ""},
                                RoleWord{"personofinterest", ""},
                                RoleWord{"poi", ""},
                                RoleWord{"missingperson", ""},
                                RoleWord{"misper", ""},
                                RoleWord{"v", ""},
                                RoleWord{"s", ""},
                                RoleWord{"w", ""},
                                RoleWord{"dp", ""},
                                RoleWord{"victim/suspect", ""}};

constexpr std::array<std::pair<std::string_view, char>, 24> sex_words{{
    {"1"sv, '1'},         {"m"sv, '1'},
    {"male"sv, '1'},      {"man"sv, '1'},
    {"boy"sv, '1'},       {"2"sv, '2'},
    {"f"sv, '2'},         {"female"sv, '2'},
    {"woman"sv, '2'},     {"girl"sv, '2'},
    {"0"sv, '0'},         {"u"sv, '0'},
    {"x"sv, '0'},         {"unk"sv, '0'},
    {"unknown"sv, '0'},   {"notknown"sv, '0'},
    {"n/k"sv, '0'},       {"nk"sv, '0'},
    {"9"sv, '9'},         {"notspecified"sv, '9'},
    {"notstated"sv, '9'}, {"indeterminate"sv, '9'},
    {"i"sv, '9'},         {"notapplicable"sv, '9'},
}};

constexpr std::array<std::pair<std::string_view, bool>, 16> boolean_words{{
    {"true"sv, true},
    {"false"sv, false},
    {"y"sv, true},
    {"n"sv, false},
    {"yes"sv, true},
    {"no"sv, false},
    {"1"sv, true},
    {"0"sv, false},
    {"t"sv, true},
    {"f"sv, false},
    {"-1"sv, true},
    {"on"sv, true},
    {"off"sv, false},
    {"ticked"sv, true},
    {"unticked"sv, false},
    {"checked"sv, true},
}};

/// Neither yes nor no: the question was not answered.
constexpr std::array unsaid_words{"u"sv, "?"sv, "not asked"sv, "not answered"sv, "unspecified"sv, "no answer"sv, "unknown - not asked"sv};

void map_to(Value& out, std::string_view raw, std::string_view standard) {
  out.text.assign(standard);
  if (raw == standard) return;
  mark(out, text::equal_ignoring_case(raw, standard) ? Change::case_changed : Change::mapped);
}

/// Writes the digits without thousands separators to `to`; the size, or 0 when the separators stand wrong.
std::size_t without_separators(std::string_view number, std::array<char, 40>& to) {
  if (number.empty() || number.size() > to.size()) return 0;
  auto const point = std::min(number.find('.'), number.size());
  std::size_t size = 0;
  std::size_t run = 0;
  bool grouped = false;
  for (std::size_t at = 0; at < number.size(); ++at) {
    char const c = number[at];
    if (c == ',' && at < point) {
      if (run == 0 || run > 3 || (grouped && run != 3)) return 0;
      grouped = true;
      run = 0;
      continue;
    }
    if (c != '.' && !is_digit(c)) return 0;
    if (at == point && grouped && run != 3) return 0;
    run += at < point ? 1 : 0;
    to[size++] = c;
  }
  return grouped && point == number.size() && run != 3 ? 0 : size;
}

/// A number's sign, and its digits without separators and needless leading zeros.
struct Digits {
  bool negative = false;
  std::array<char, 40> buffer{};
  std::string_view whole;     ///< empty when this is no number
  std::string_view fraction;  ///< after the point; may be empty
  bool point = false;
};

bool read_digits(std::string_view raw, Digits& out) {
  if (raw.starts_with('-') || raw.starts_with('+')) {
    out.negative = raw.front() == '-';
    raw.remove_prefix(1);
  }
  auto const size = without_separators(raw, out.buffer);
  std::string_view const all{out.buffer.data(), size};
  auto const point = all.find('.');
  out.point = point != std::string_view::npos;
  out.whole = all.substr(0, point);
  out.fraction = out.point ? all.substr(point + 1) : std::string_view{};
  if (out.fraction.find('.') != std::string_view::npos) return false;
  if (out.whole.empty() && out.fraction.empty()) return false;
  while (out.whole.size() > 1 && out.whole.front() == '0') out.whole.remove_prefix(1);
  return true;
}

bool is_zero(std::string_view digits) {
  return std::ranges::all_of(digits, [](char c) { return c == '0'; });
}

void note_number_changes(Value& out, std::string_view raw) {
  if (raw == out.text) return;
  bool const zeros = raw.find(',') == std::string_view::npos && !raw.starts_with('+');
  mark(out, zeros ? Change::zeros : Change::punctuation);
}

}  // namespace

void text(std::string_view raw, Context const& /*context*/, Value& out) {
  tidied(raw, {.straight_quotes = false, .keep_lines = false}, out);
}

void free_text(std::string_view raw, Context const& /*context*/, Value& out) {
  tidied(raw, {.straight_quotes = false, .keep_lines = true}, out);
}

void code(std::string_view raw, Context const& context, Value& out) {
  out.number = -1;
  if (context.codes.empty()) {
    tidied(raw, {.straight_quotes = true, .keep_lines = false}, out);
    out.number = -1;
    return;
  }
  if (!writing::open(raw, out)) return;
  for (std::size_t at = 0; at < context.codes.size(); ++at) {
    if (context.codes[at] != raw) continue;
    out.text.assign(raw);
    out.number = static_cast<std::int64_t>(at);
    return writing::finish(out);
  }
  if (!writing::tidy(raw, {.straight_quotes = true, .keep_lines = false}, out)) return;
  for (std::size_t at = 0; at < context.codes.size(); ++at) {
    if (!text::equal_ignoring_case(context.codes[at], out.text)) continue;
    if (context.codes[at] != out.text) mark(out, Change::case_changed);
    out.text.assign(context.codes[at]);
    out.number = static_cast<std::int64_t>(at);
    return writing::finish(out);
  }
  if (writing::is_placeholder(out.text, writing::Blanks::usual)) return writing::placeholder(out);
  refuse(out, "code.unknown",
         "Use a code of the field's list, or add the supplier's code to the profile's map.");
  out.number = -1;
}

void role(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!writing::open(raw, out)) return;
  std::array<char, 24> buffer{};
  auto const word = writing::keyword(raw, buffer.data(), buffer.size());
  for (auto const& known : role_words) {
    if (known.word != word) continue;
    if (known.role.empty()) {
      return hold(out, "role.ambiguous",
                  "Say which: victim, witness, suspected, charged, convicted, at risk, family, associate.");
    }
    map_to(out, raw, known.role);
    return writing::finish(out);
  }
  if (writing::is_placeholder(raw, writing::Blanks::wide)) return writing::placeholder(out);
  refuse(out, "role.unknown", "Use one of the eleven roles, or map the supplier's word in the profile.");
}

void sex(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!writing::open(raw, out)) return;
  std::array<char, 16> buffer{};
  auto const word = writing::keyword(raw, buffer.data(), buffer.size());
  for (auto const& [known, standard] : sex_words) {
    if (known != word) continue;
    map_to(out, raw, std::string_view{&standard, 1});
    out.number = writing::digit(standard);
    return writing::finish(out);
  }
  if (writing::is_placeholder(raw, writing::Blanks::usual)) return writing::placeholder(out);
  if (word == "other" || word == "nonbinary" || word == "transgender" || word == "trans") {
    out.text = "9";
    out.number = 9;
    mark(out, Change::mapped);
    return hold(out, "sex.not-a-sex",
                "Give recorded sex here (0, 1, 2 or 9); gender identity is another field.");
  }
  refuse(out, "sex.unknown-code", "Use 0 not known, 1 male, 2 female or 9 not specified, or M and F.");
}

void boolean(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!writing::open(raw, out)) return;
  for (auto const& [known, truth] : boolean_words) {
    if (!text::equal_ignoring_case(known, raw)) continue;
    map_to(out, raw, truth ? "true"sv : "false"sv);
    out.number = truth ? 1 : 0;
    return writing::finish(out);
  }
  bool const unsaid = std::ranges::any_of(unsaid_words, [&](auto word) { return text::equal_ignoring_case(word, raw); });
  if (unsaid || writing::is_placeholder(raw, writing::Blanks::wide)) return writing::placeholder(out);
  refuse(out, "boolean.unknown-word", "Use yes or no, true or false, or 1 or 0.");
}

void integer(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::usual)) return;
  Digits digits;
  if (!read_digits(raw, digits)) return refuse(out, "integer.grammar", "Give a whole number in digits.");
  if (!is_zero(digits.fraction))
    return refuse(out, "integer.fraction", "Give a whole number, without a fraction.");
  auto const whole = digits.whole.empty() ? "0"sv : digits.whole;
  if (whole.size() > 15) return refuse(out, "integer.too-large", "Give a number of at most fifteen digits.");
  if (digits.negative && whole != "0") out.text.push_back('-');
  out.text.append(whole);
  std::from_chars(out.text.data(), out.text.data() + out.text.size(), out.number);
  if (digits.point) {
    mark(out, Change::punctuation);
  } else {
    note_number_changes(out, raw);
  }
  writing::finish(out);
}

void decimal(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::usual)) return;
  auto number = raw;
  if (number.ends_with('%')) {
    number = text::trim(number.substr(0, number.size() - 1));
    mark(out, Change::punctuation);
  }
  Digits digits;
  if (!read_digits(number, digits)) {
    return refuse(out, "decimal.grammar", "Give a number in digits with a decimal point.");
  }
  bool const zero = is_zero(digits.whole) && is_zero(digits.fraction);
  if (digits.negative && !zero) out.text.push_back('-');
  out.text.append(digits.whole.empty() ? "0"sv : digits.whole);
  if (!digits.fraction.empty()) out.text.append(".").append(digits.fraction);
  out.decimal = text::parse_decimal(out.text).value_or(0);
  note_number_changes(out, number);
  writing::finish(out);
}

}  // namespace concordat::intake::standardise
