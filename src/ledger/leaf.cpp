// SPDX-License-Identifier: Apache-2.0
#include "ledger/leaf.h"

#include <algorithm>
#include <array>

#include "base/date.h"
#include "base/json.h"
#include "crypto/encoding.h"
#include "ledger/leaf_words.h"

namespace concordat::ledger {
namespace {

constexpr std::array<std::string_view, 16> event_names{
    "disclose", "refuse", "decline", "access", "search", "export", "break-glass", "agreement",
    "facts",    "admin",  "login",   "link",   "erase",  "send",   "receive",     "checkpoint-restore"};
constexpr std::array<std::string_view, 3> verdict_names{"permit", "partial", "refuse"};
constexpr std::uint64_t largest_exact = 9007199254740992;  // 2^53, the end of whole numbers in JSON

template <class Enum, std::size_t N>
std::optional<Enum> named(std::array<std::string_view, N> const& names, std::string_view name) {
  auto const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

/// Writes members in the order they are called, which must be the sorted order of RFC 8785. Every text was
/// checked to need no escapes.
class MemberWriter {
 public:
  MemberWriter() { out_.reserve(512); }
  void text(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    start(key);
    quote(value);
  }
  void number(std::string_view key, std::optional<std::uint64_t> value) {
    if (!value) return;
    start(key);
    out_ += std::to_string(*value);
  }
  void hash(std::string_view key, std::optional<crypto::Hash> const& value) {
    if (value) text(key, crypto::to_hex(*value));
  }
  void texts(std::string_view key, std::vector<std::string> const& values) {
    list(key, values, [this](std::string const& value) { quote(value); });
  }
  void hashes(std::string_view key, std::vector<Commitment> const& values) {
    list(key, values, [this](Commitment const& value) { quote(crypto::to_hex(value)); });
  }
  [[nodiscard]] std::string finish() && { return std::move(out_ += '}'); }

 private:
  void start(std::string_view key) {
    out_ += out_.empty() ? '{' : ',';
    quote(key);
    out_ += ':';
  }
  void quote(std::string_view value) { out_.append("\"").append(value).append("\""); }
  template <class Values, class Write>
  void list(std::string_view key, Values const& values, Write write) {
    if (values.empty()) return;
    start(key);
    char before = '[';
    for (auto const& value : values) {
      out_ += before;
      write(value);
      before = ',';
    }
    out_ += ']';
  }
  std::string out_;
};

Result<void> check(Leaf const& leaf) {
  constexpr Instant year_10000{std::chrono::milliseconds{253402300800000}};
  if (leaf.at < Instant{} || leaf.at >= year_10000) {
    return fail(Fault::malformed, "ledger.leaf-time", "The time of a ledger entry is outside 1970 to 9999.",
                "Set the clock of the machine right.");
  }
  auto const token = [](std::string const& text) { return text.empty() || is_token(text); };
  auto const tokens = [](std::vector<std::string> const& list) {
    return std::all_of(list.begin(), list.end(), is_token);
  };
  bool const words = token(leaf.purpose) && token(leaf.from) && token(leaf.to) && token(leaf.form) &&
                     std::all_of(leaf.rules.begin(), leaf.rules.end(), is_rule_reference) &&
                     tokens(leaf.fields) && tokens(leaf.why) &&
                     (leaf.agreement.empty() || is_agreement_reference(leaf.agreement));
  if (!words) {
    return fail(
        Fault::refused, "ledger.leaf-token", "A ledger entry may hold only ids and codes, and one is not.",
        "Give ids of letters, digits and . _ : / - without dates or long numbers; put text into the detail.");
  }
  bool const ids = (leaf.actor.empty() || is_pseudonym(leaf.actor)) &&
                   (leaf.request.empty() || is_uuid7(leaf.request)) &&
                   (leaf.previous.empty() || is_uuid7(leaf.previous));
  if (!ids) {
    return fail(Fault::refused, "ledger.leaf-id",
                "An actor or request of a ledger entry is not in its one form.",
                "Use actor_pseudonym for the actor and a version 7 UUID for requests.");
  }
  if (leaf.facts.value_or(0) > largest_exact || leaf.count.value_or(0) > largest_exact) {
    return fail(Fault::malformed, "ledger.leaf-number",
                "A number of a ledger entry is too large to be exact.", "Check the count that was given.");
  }
  return {};
}

tl::unexpected<Problem> malformed() {
  return fail(Fault::malformed, "ledger.leaf-malformed", "This is not a ledger entry in its one spelling.",
              "Run concordat ledger verify: the entry was changed, or a newer version wrote it.");
}

bool read_texts(Json const& from, std::vector<std::string>& into) {
  if (!from.is_array()) return from.is_null();
  for (auto const& item : from.array()) {
    if (!item.is_string()) return false;
    into.push_back(item.string());
  }
  return true;
}

bool read_hash(Json const& from, std::optional<crypto::Hash>& into) {
  if (from.is_null()) return true;
  into = crypto::hash_from_hex(from.string());
  return into.has_value();
}

bool read_hashes(Json const& from, std::vector<Commitment>& into) {
  std::vector<std::string> texts;
  if (!read_texts(from, texts)) return false;
  for (auto const& text : texts) {
    auto const hash = crypto::hash_from_hex(text);
    if (!hash) return false;
    into.push_back(*hash);
  }
  return true;
}

bool read_number(Json const& from, std::optional<std::uint64_t>& into) {
  if (from.is_null()) return true;
  if (!from.is_integer() || from.integer() < 0) return false;
  into = static_cast<std::uint64_t>(from.integer());
  return true;
}

}  // namespace

std::string_view name_of(Event event) {
  return event_names.at(static_cast<std::size_t>(event));
}
std::optional<Event> event_named(std::string_view name) {
  return named<Event>(event_names, name);
}
std::string_view name_of(Verdict verdict) {
  return verdict_names.at(static_cast<std::size_t>(verdict));
}
std::optional<Verdict> verdict_named(std::string_view name) {
  return named<Verdict>(verdict_names, name);
}

Result<std::string> write_leaf(Leaf const& leaf) {
  if (auto fine = check(leaf); !fine) return fail(fine);
  MemberWriter out;
  out.text("actor", leaf.actor);
  out.hash("bundle", leaf.bundle);
  out.text("dec", leaf.verdict ? name_of(*leaf.verdict) : std::string_view{});
  out.hash("detail", leaf.detail);
  out.text("ev", name_of(leaf.event));
  out.number("facts", leaf.facts);
  out.texts("fields", leaf.fields);
  out.text("form", leaf.form);
  out.text("from", leaf.from);
  out.text("isa", leaf.agreement);
  out.number("n", leaf.count);
  out.text("prev", leaf.previous);
  out.text("pur", leaf.purpose);
  out.text("req", leaf.request);
  out.texts("rule", leaf.rules);
  out.hashes("subj", leaf.subjects);
  out.text("t", format_instant(leaf.at));
  out.text("to", leaf.to);
  out.number("v", 1);
  out.texts("why", leaf.why);
  auto entry = std::move(out).finish();
  if (entry.size() > largest_entry) {
    return fail(Fault::too_large, "ledger.leaf-too-large", "A ledger entry would be over 4,096 bytes.",
                "Name a group of fields instead of each, or split the request.");
  }
  return entry;
}

Result<Leaf> read_leaf(std::string_view entry) {
  if (entry.size() > largest_entry) return malformed();
  auto const json = Json::parse(entry);
  if (!json || !json->is_object()) return malformed();
  auto const& from = *json;
  auto const event = event_named(from["ev"].string());
  auto const at = parse_instant(from["t"].string());
  if (!event || !at) return malformed();
  Leaf leaf{.at = *at, .event = *event, .agreement = from["isa"].string()};
  if (from.contains("dec")) {
    leaf.verdict = verdict_named(from["dec"].string());
    if (!leaf.verdict) return malformed();
  }
  leaf.purpose = from["pur"].string();
  leaf.from = from["from"].string();
  leaf.to = from["to"].string();
  leaf.actor = from["actor"].string();
  leaf.form = from["form"].string();
  leaf.request = from["req"].string();
  leaf.previous = from["prev"].string();
  bool const read = read_texts(from["rule"], leaf.rules) && read_texts(from["fields"], leaf.fields) &&
                    read_texts(from["why"], leaf.why) && read_hash(from["bundle"], leaf.bundle) &&
                    read_hash(from["detail"], leaf.detail) && read_hashes(from["subj"], leaf.subjects) &&
                    read_number(from["facts"], leaf.facts) && read_number(from["n"], leaf.count);
  if (!read) return malformed();
  // Unknown keys, another version, another order or spelling: all of them make other bytes than these.
  auto const again = write_leaf(leaf);
  if (!again || *again != entry) return malformed();
  return leaf;
}

}  // namespace concordat::ledger
