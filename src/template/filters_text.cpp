// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "template/filters.h"
#include "template/js_text.h"

namespace concordat::page_template {
namespace {

Value escaped(Machine& machine, Value const& value) {
  if (value.is_string() && value.safe) return value;
  auto const text = value.missing() ? std::string_view{} : machine.text_of(value);
  if (!js::needs_escape(text)) return safe_text(text);
  std::string out;
  js::append_escaped(out, text);
  return safe_text(machine.keep(out).view());
}

/// Only what templates wrote themselves is markup; anything else is data and is escaped, whoever asks.
Value made_safe(Machine& machine, Value const& value) {
  if (!Machine::trusted(value)) return escaped(machine, value);
  if (value.is_string() && value.safe) return value;
  return safe_text(value.missing() ? std::string_view{} : machine.text_of(value));
}

Value indented(Machine& machine, Arguments given) {
  auto const text = shown(machine, given[0]);
  if (text.empty()) return trusted_text("");
  auto const width = argument(given, 1);
  std::string const margin(truthy(width) ? bounded(width, 0, 200) : 4, ' ');
  bool const first_too = truthy(argument(given, 2));
  auto const lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  if (lines == 0 && !first_too) return marked_as(text_value(text), given[0]);
  if (!machine.afford(text.size() + (lines + 1) * margin.size())) return {};
  std::string out = first_too ? margin : "";
  out.reserve(text.size() + (lines + 1) * margin.size());
  for (std::size_t at = 0;;) {
    auto const end = text.find('\n', at);
    out.append(text, at, end == std::string_view::npos ? end : end - at + 1);
    if (end == std::string_view::npos) break;
    out += margin;
    at = end + 1;
  }
  return marked_as(machine.keep(out), given[0]);
}

Value capitalized(Machine& machine, Value const& value) {
  auto const text = js::lower(shown(machine, value));
  auto const first = text.empty() ? std::string_view{} : js::first_character(text);
  return marked_as(machine.keep(js::upper(first) + text.substr(first.size())), value);
}

Value titled(Machine& machine, Value const& value) {
  auto rest = shown(machine, value);
  std::string out;
  for (;;) {
    auto const space = std::min(rest.find(' '), rest.size());
    auto const word = js::lower(rest.substr(0, space));
    auto const first = word.empty() ? std::string_view{} : js::first_character(word);
    out += js::upper(first) + word.substr(first.size());
    if (space == rest.size()) break;
    out += ' ';
    rest.remove_prefix(space + 1);
  }
  return marked_as(machine.keep(out), value);
}

/// Whether `text` may stand between two pieces of markup without making a third.
bool harmless(std::string_view text) { return text.find_first_of("&<>\"'=;") == std::string_view::npos; }

Value marked_after_replacing(Value text, Value const& origin, std::string_view old, std::string_view with) {
  return harmless(old) && harmless(with) && !old.empty() ? marked_as(text, origin) : text;
}

Value replaced(Machine& machine, Arguments given) {
  auto const& value = given[0];
  auto const search = argument(given, 1);
  bool const usable = (value.is_string() || value.kind == Kind::number) &&
                      (search.is_string() || search.kind == Kind::number);
  if (!usable) return value;
  auto const text = machine.text_of(value);
  auto const old = machine.text_of(search);
  auto const with = machine.text_of(argument(given, 2));
  auto const limit = argument(given, 3);
  double left = limit.kind == Kind::number ? limit.number : -1;
  std::string out;
  auto const grow = [&](std::string_view part) { return machine.afford(part.size() + 1) && (out += part, true); };
  if (old.empty()) {
    if (!grow(with)) return {};
    for (auto rest = text; !rest.empty();) {
      auto const first = js::first_character(rest);
      if (!grow(first) || !grow(with)) return {};
      rest.remove_prefix(first.size());
    }
    return marked_after_replacing(machine.keep(out), value, old, with);
  }
  std::size_t at = 0;
  for (auto found = text.find(old); found != std::string_view::npos && left != 0; found = text.find(old, at), --left) {
    if (!grow(text.substr(at, found - at)) || !grow(with)) return {};
    at = found + old.size();
  }
  if (at == 0) return value;
  if (!grow(text.substr(at))) return {};
  return marked_after_replacing(machine.keep(out), value, old, with);
}

Value with_breaks(Machine& machine, Value const& value) {
  // Unlike Nunjucks' this is markup: the text is escaped, then its line ends are.
  auto const text = escaped(machine, value).view();
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      if (!out.empty() && out.back() == '\r') out.pop_back();
      out += "<br />";
    }
    out += text[i];
  }
  return safe_text(machine.keep(out).view());
}

Value without_tags(Machine& machine, Arguments given) {
  auto const stripped = js::without_tags(shown(machine, given[0]));
  auto const text = js::trim(stripped);
  bool const keep_lines = truthy(argument(given, 1));
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    auto const space = js::space_at(text.substr(at));
    if (space == 0 || (keep_lines && text[at] != ' ')) {
      out += text[at++];
      continue;
    }
    at += space;
    while (js::space_at(text.substr(at)) != 0 && !(keep_lines && text[at] != ' ')) at += js::space_at(text.substr(at));
    out += ' ';
  }
  return machine.keep(out);
}

Value truncated(Machine& machine, Arguments given) {
  auto const text = shown(machine, given[0]);
  auto const size = argument(given, 1);
  auto const length = truthy(size) ? bounded(size, 0, 1'000'000) : 255;
  if (js::length(text) <= length) return given[0].missing() ? trusted_text("") : given[0];
  std::size_t end = 0;
  std::size_t last_space = std::string_view::npos;
  for (std::size_t units = 0; end < text.size();) {
    auto const character = js::first_character(text.substr(end));
    if (text[end] == ' ' && units <= length) last_space = end;
    if (units + js::length(character) > length) break;
    units += js::length(character);
    end += character.size();
  }
  if (!truthy(argument(given, 2)) && last_space != std::string_view::npos) end = last_space;
  auto const tail = argument(given, 3);
  std::string out{text.substr(0, end)};
  out += tail.missing() ? "..." : machine.text_of(tail);
  return machine.keep(out);
}

}  // namespace

Value text_filter(Machine& machine, Filter filter, Arguments given) {
  auto const& value = given[0];
  auto const text = [&] { return shown(machine, value); };
  // Filters that only read are counted too: a loop of them over a long text is work.
  if (value.is_string() && !machine.afford(value.size / 8)) return {};
  switch (filter) {
    case Filter::escape: return escaped(machine, value);
    case Filter::safe: return made_safe(machine, value);
    case Filter::trim: return marked_as(text_value(js::trim(text())), value);
    case Filter::indent: return indented(machine, given);
    case Filter::string: return marked_as(text_value(machine.text_of(value)), value);
    case Filter::capitalize: return capitalized(machine, value);
    case Filter::title: return titled(machine, value);
    case Filter::lower: return machine.keep(js::lower(text()));
    case Filter::upper: return machine.keep(js::upper(text()));
    case Filter::replace: return replaced(machine, given);
    case Filter::nl2br: return with_breaks(machine, value);
    case Filter::striptags: return without_tags(machine, given);
    case Filter::truncate: return truncated(machine, given);
    default: return {};
  }
}

}  // namespace concordat::page_template
