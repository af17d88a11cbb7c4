// SPDX-License-Identifier: Apache-2.0
#include "agreements/drafting/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "agreements/document.h"
#include "base/file.h"
#include "base/text.h"
#include "catalogue/yaml.h"

namespace concordat::agreements {
namespace {

using catalogue::Node;
using Values = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view sign = "your-";

bool in_word(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
}

/// Hands each placeholder of the text, and what stands between, to the two functions.
template <class Between, class Found>
void each_placeholder(std::string_view text, Between const& between, Found const& found) {
  std::size_t done = 0;
  for (auto at = text.find(sign); at != std::string_view::npos; at = text.find(sign, at + 1)) {
    if (at < done || (at > 0 && in_word(text[at - 1]))) continue;
    auto end = at + sign.size();
    while (end < text.size() && in_word(text[end])) ++end;
    while (text[end - 1] == '-') --end;
    if (end <= at + sign.size()) continue;
    between(text.substr(done, at - done));
    found(text.substr(at, end - at));
    done = end;
  }
  between(text.substr(done));
}

bool is_comment(std::string_view line) {
  auto const first = line.find_first_not_of(' ');
  return first != std::string_view::npos && line[first] == '#';
}

std::string text_under(Node const& node, std::string_view key) {
  auto const* const found = node.find(key);
  return found == nullptr ? std::string{} : found->text;
}

std::string kind_of(Node const& agreement, std::string_view agency) {
  auto const* const parties = agreement.find("parties");
  if (parties == nullptr) return {};
  for (auto const& party : parties->items) {
    if (text_under(party, "agency") == agency) return text_under(party, "kind");
  }
  return {};
}

std::string highest_form(Node const& agreement) {
  auto highest = Form::aggregate;
  auto const* const rules = agreement.find("rules");
  for (auto const& rule : rules->items) {
    highest = std::max(highest, form_from(text_under(rule, "form")).value_or(Form::personalised));
  }
  return std::string{name_of(highest)};
}

/// What the template's own heading says; a year where it says nothing.
Period usual_term(std::string_view text) {
  constexpr std::string_view said = "# Usual term: ";
  for (auto const line : text::split(text, '\n')) {
    if (!line.starts_with(said)) continue;
    return parse_period(line.substr(said.size())).value_or(Period{.months = 12, .days = 0});
  }
  return {.months = 12, .days = 0};
}

bool is_paper(std::string_view name) {
  return name.starts_with("your-dpia-") || name.starts_with("your-eia-");
}

bool is_day(std::string_view name) {
  return name.ends_with("-day");
}

bool is_plain(std::string_view value) {
  auto const solid = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
  };
  return !value.empty() && value.size() <= 80 && solid(value.front()) && solid(value.back()) &&
         std::all_of(value.begin(), value.end(),
                     [&](char letter) { return solid(letter) || letter == '-' || letter == '_' || letter == '.'; });
}

/// A reference stands in quotes in the document, so that it may not hold one.
bool is_reference(std::string_view value) {
  return !value.empty() && value.size() <= 200 && text::is_ascii(value) &&
         std::all_of(value.begin(), value.end(), [](char letter) { return letter >= ' ' && letter != '"' && letter != '\\'; });
}

bool fits(std::string_view name, std::string_view value) {
  if (is_day(name)) return parse_date(value).has_value();
  return name.ends_with("-reference") ? is_reference(value) : is_plain(value);
}

Placeholder const* find(Template const& made_from, std::string_view name) {
  for (auto const& placeholder : made_from.placeholders) {
    if (placeholder.name == name) return &placeholder;
  }
  return nullptr;
}

void check_values(Template const& made_from, DraftWish const& wish, Findings& findings) {
  for (auto const& [name, value] : wish.values) {
    if (find(made_from, name) == nullptr) {
      findings.push_back({Severity::error, "unknown-placeholder", made_from.id, 0, 0,
                          fmt::format("the template has no '{}' to fill in", name),
                          "Use one of the names that 'concordat agreement templates' lists with it."});
    } else if (!fits(name, value)) {
      findings.push_back({Severity::error, "bad-value", made_from.id, 0, 0,
                          fmt::format("what is given for '{}' cannot stand there", name),
                          is_day(name) ? "Write a day as 2026-04-01."
                                       : "Write an id with the letters a to z, digits, '.', '_' and '-', or a reference "
                                         "in plain letters without quotes."});
    }
  }
}

void fill_days(DraftWish const& wish, Date until, Values& values) {
  auto const half = wish.from + (until - wish.from) / 2;
  values.emplace("your-first-day", format_date(wish.from));
  values.emplace("your-last-day", format_date(until));
  values.emplace("your-review-day", format_date(std::min(add(wish.from, {.months = 6, .days = 0}), half)));
}

/// Each agency once, and only where there is no other of its kind.
void fill_agencies(Template const& made_from, DraftWish const& wish, Values& values, Draft& draft) {
  std::vector<std::string> taken;
  for (auto const& [name, value] : values) taken.push_back(value);
  for (auto const& placeholder : made_from.placeholders) {
    if (placeholder.kind.empty() || values.contains(placeholder.name)) continue;
    auto const found = wish.agencies.find(placeholder.kind);
    if (found == wish.agencies.end()) continue;
    std::vector<std::string> free;
    for (auto const& agency : found->second) {
      if (std::find(taken.begin(), taken.end(), agency) == taken.end()) free.push_back(agency);
    }
    if (free.size() == 1) {
      values.emplace(placeholder.name, free.front());
      taken.push_back(free.front());
    } else if (!free.empty()) {
      draft.choices.emplace(placeholder.name, std::move(free));
    }
  }
}

std::string filled(std::string_view line, Values const& values) {
  std::string out;
  each_placeholder(
      line, [&](std::string_view between) { out += between; },
      [&](std::string_view name) {
        auto const found = values.find(name);
        out += found == values.end() ? name : std::string_view{found->second};
      });
  return out;
}

/// A reference that nobody gave would be a false statement: its line becomes a comment.
bool waits_for_a_paper(std::string_view line, Values const& values) {
  auto waits = false;
  each_placeholder(
      line, [](std::string_view) {},
      [&](std::string_view name) { waits = waits || (is_paper(name) && !values.contains(name)); });
  return waits;
}

std::string written(Template const& made_from, Values const& values) {
  auto out = fmt::format("# Drafted from the template '{}'. Fill in what still begins with 'your-', then check it, print it for "
                         "those who\n# decide, and have it signed.\n",
                         made_from.id);
  for (auto const line : text::split(made_from.text, '\n')) {
    if (line.starts_with("# SPDX-") || line.starts_with("# Usual term: ")) continue;
    if (!is_comment(line) && waits_for_a_paper(line, values)) {
      auto const indent = line.find_first_not_of(' ');
      out += fmt::format("{}# To fill in before anybody signs: {}\n", line.substr(0, indent), filled(line.substr(indent), values));
    } else {
      out += filled(line, values) + "\n";
    }
  }
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

}  // namespace

std::optional<Template> read_template(std::string_view id, std::string text) {
  auto const document = catalogue::read_yaml(text, id);
  if (!document) return std::nullopt;
  auto const* const agreement = document->find("agreement");
  if (agreement == nullptr || agreement->find("rules") == nullptr || agreement->find("parties") == nullptr) {
    return std::nullopt;
  }
  Template out{.id = std::string{id},
               .title = text_under(*agreement, "title"),
               .summary = text_under(*agreement, "summary"),
               .form = highest_form(*agreement),
               .term = usual_term(text),
               .placeholders = {},
               .text = {}};
  for (auto const line : text::split(text, '\n')) {
    if (is_comment(line)) continue;
    each_placeholder(
        line, [](std::string_view) {},
        [&](std::string_view name) {
          if (find(out, name) == nullptr) out.placeholders.push_back({std::string{name}, kind_of(*agreement, name)});
        });
  }
  out.text = std::move(text);
  return out;
}

std::vector<Template> read_templates(std::string const& folder) {
  constexpr std::uint64_t largest = std::uint64_t{1} << 20;
  std::vector<Template> out;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator{folder, error};
       !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
    if (entry->path().extension() != ".yaml" || !entry->is_regular_file()) continue;
    auto text = read_file(entry->path(), largest);
    if (!text) continue;
    if (auto one = read_template(entry->path().stem().string(), std::move(*text))) out.push_back(std::move(*one));
  }
  std::sort(out.begin(), out.end(), [](Template const& left, Template const& right) { return left.id < right.id; });
  return out;
}

Drafted draft_from(Template const& made_from, DraftWish const& wish) {
  Drafted drafted;
  check_values(made_from, wish, drafted.findings);
  auto const until = wish.until.value_or(add(wish.from, made_from.term));
  if (until <= wish.from || add(wish.from, {.months = 24, .days = 0}) < until) {
    drafted.findings.push_back({Severity::error, "bad-term", made_from.id, 0, 0,
                                "an agreement ends after it begins, and within two years",
                                "Give --from and --until, at most two years apart."});
  }
  if (has_errors(drafted.findings)) return drafted;
  auto values = wish.values;
  Draft draft;
  fill_days(wish, until, values);
  if (!wish.area.empty() && fits("your-area", wish.area)) values.emplace("your-area", wish.area);
  fill_agencies(made_from, wish, values, draft);
  for (auto const& placeholder : made_from.placeholders) {
    if (!values.contains(placeholder.name)) draft.open.push_back(placeholder);
  }
  draft.text = written(made_from, values);
  drafted.draft = std::move(draft);
  return drafted;
}

}  // namespace concordat::agreements
