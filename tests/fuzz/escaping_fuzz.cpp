// SPDX-License-Identifier: Apache-2.0
// Any bytes as data in every place where a template can print data, through every filter and then `safe`: no < > " or '
// of it comes out, and no & that begins no reference.
//
// The template is put together here: {{ x }} in text, in an attribute, in a captured block marked safe, as key and
// value of a loop, and {{ x | FILTER(x, x) | safe }} and {{ x | escape | FILTER(x, x) | safe }} for every filter.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "template/templates.h"

namespace {

using concordat::Json;

constexpr std::array<std::string_view, 25> filters = {
    "batch", "capitalize", "default", "dictsort", "dump", "first", "float", "indent", "int", "join", "last", "list", "lower",
    "replace", "reverse", "safe", "select", "sort", "string", "striptags", "title", "trim", "truncate", "upper", "urlencode"};

/// Puts a tree together node by node.
class Builder {
 public:
  int text(std::string const& name) {
    strings_.push(name);
    return count_++;
  }
  template <class... Operands>
  int node(char const* name, Operands... operands) {
    Json one;
    one.push(name).push(1);
    (one.push(operands), ...);
    nodes_.push(one);
    return ++last_;
  }
  std::string tree(int root, Json const& blocks) {
    auto const page = Json{}.set("name", "page").set("root", root).set("blocks", blocks);
    return Json{}.set("format", 1).set("strings", strings_).set("numbers", Json{Json::Array{}}).set("nodes", nodes_)
        .set("templates", Json{}.push(page)).set("words", Json{Json::Object{}}).canonical();
  }

 private:
  Json strings_;
  Json nodes_ = Json{}.push(Json{}.push("none").push(0));
  int count_ = 0;
  int last_ = 0;
};

std::string every_place() {
  Builder b;
  auto const x = b.text("x");
  auto const safe = b.text("safe");
  auto const escape = b.text("escape");
  auto const bar = b.text("|");
  std::vector<int> parts;
  auto const out = [&](int expression) {
    parts.push_back(b.node("out", expression));
    parts.push_back(b.node("text", bar));
  };
  auto const name = [&] { return b.node("name", x); };
  out(name());
  auto const captured = b.node("capture", b.node("out", name()));
  out(b.node("filter", safe, captured));
  out(b.node("filter", safe, b.node("add", b.node("filter", escape, name()), name())));
  auto const word = b.node("get", b.node("name", b.text("markup")), name());
  out(word);
  auto const key = b.text("key");
  auto const value = b.text("value");
  auto const both = b.node("seq", b.node("out", b.node("local", key)),
                           b.node("out", b.node("filter", safe, b.node("local", value))));
  auto const over = b.node("name", b.text("object"));
  parts.push_back(b.node("for", over, both, 0, key, value));
  out(b.node("filter", safe, b.node("name", b.text("list"))));
  for (auto const filter : filters) {
    auto const number = b.text(std::string{filter});
    out(b.node("filter", safe, b.node("filter", number, name(), name(), name())));
    out(b.node("filter", safe, b.node("filter", number, b.node("filter", escape, name()), name(), name())));
    out(b.node("filter", safe, b.node("filter", number, b.node("name", b.text("list")), name(), name())));
  }
  int all = 0;
  for (auto const part : parts) all = all == 0 ? part : b.node("seq", all, part);
  return b.tree(all, Json{Json::Object{}});
}

bool has_reference_at(std::string_view html) {
  for (auto const* known : {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#92;"}) {
    if (html.starts_with(known)) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size > 300) return 0;  // joined by itself a text grows with its square
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the fuzzer's bytes are text to us
  std::string const text{reinterpret_cast<char const*>(data), size};
  static auto const templates = concordat::page_template::Templates::from_bytes(every_place()).value();
  auto const context = Json{}.set("x", text).set("object", Json{}.set(text, text))
      .set("list", Json{}.push(text).push(Json{}.push(text)).push(nullptr).push(1));
  auto const html = templates.render("page", context);
  if (!html) std::abort();
  if (html->find_first_of("<>\"'") != std::string::npos) std::abort();
  // What `replace` does to a reference (amp to something else) leaves it text, so & is looked at where it stands alone.
  auto const plain = std::string_view{*html}.substr(0, html->find('|'));
  for (auto at = plain.find('&'); at != std::string_view::npos; at = plain.find('&', at + 1)) {
    if (!has_reference_at(plain.substr(at))) std::abort();
  }
  return 0;
}
