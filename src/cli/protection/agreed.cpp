// SPDX-License-Identifier: Apache-2.0
#include "cli/protection/agreed.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "agreements/document.h"
#include "base/chance.h"
#include "base/file.h"
#include "crypto/encoding.h"
#include "crypto/key_file.h"

namespace concordat::cli {
namespace {

constexpr std::size_t largest_agreement = 1 << 20;
constexpr std::size_t longest_epoch = 32;
constexpr std::size_t digits_of_an_id = 32;

/// Every part behind its length, so that no two can be read as one.
std::string framed(std::string_view one, std::string_view other) { return std::to_string(one.size()) + ":" + std::string{one} + std::to_string(other.size()) + ":" + std::string{other}; }

/// A key of its own for each agreement and epoch: who is given one learns nothing of the others.
crypto::SymmetricKey key_of(crypto::SymmetricKey const& key, std::string const& agreement, std::string const& epoch) {
  return crypto::SymmetricKey{crypto::hmac_sha256(key, crypto::bytes_of("concordat-record-ids/1 " + framed(agreement, epoch)))};
}

}  // namespace

Tried<AgreedRelease> read_agreed(ProtectArguments const& arguments) {
  auto const stop = [&](Problem problem) { return tl::unexpected{FileTrouble{arguments.agreement, std::move(problem)}}; };
  auto const text = read_file(arguments.agreement, largest_agreement);
  if (!text) return stop(text.error());
  auto parsed = agreements::parse(*text, arguments.agreement);
  if (!parsed.agreement) {
    Problem problem{Fault::malformed, "protect.agreement", "This is no agreement of the format concordat-agreement/1.", "Try 'concordat agreement check' with the file: it names what is wrong, line by line."};
    return tl::unexpected{FileTrouble{arguments.agreement, std::move(problem), std::move(parsed.findings)}};
  }
  auto const* const rule = parsed.agreement->rule(arguments.rule);
  if (rule == nullptr) {
    return stop(Problem{Fault::missing, "protect.rule", "The agreement has no rule of this name, or none was named.", "Name with --rule the rule of the agreement under which the records leave.", {.field = arguments.rule}});
  }
  if (rule->form == agreements::Form::aggregate || !rule->control) {
    return stop(Problem{Fault::refused, "protect.rule-form", "This rule of the agreement gives no depersonalised records.", "Share counts with 'concordat protect table', or name a rule whose form is depersonalised.", {.field = arguments.rule}});
  }
  // a police force that is said to hold none is a mistake of the document, and no reason to give it more
  bool const attends = std::ranges::any_of(rule->recipients, [&](auto const& one) { return parsed.agreement->kind_of(one.text) == "police" || parsed.agreement->kind_of(one.text) == "ambulance"; });
  bool const holder = attends || rule->control->holder();
  if (!arguments.holds.empty() && (arguments.holds == "no") == holder) {
    return stop(Problem{Fault::refused, "protect.agreement-says", "The agreement says another thing of what its recipient holds.", "Leave --recipient-holds-named-incidents out: the agreement decides. Where a rule does not say, its recipient is taken to hold named incidents."});
  }
  return AgreedRelease{parsed.agreement->reference(), parsed.agreement->id.text, rule->id.text, parsed.agreement->sha256, holder, rule->control->recipient_holds_named_incidents.has_value(), rule->control->min_group};
}

LastingIds::LastingIds(crypto::SymmetricKey const& key, std::string const& agreement, std::string const& epoch) : hmac_{key_of(key, agreement, epoch)} {}

std::string LastingIds::of(std::string const& record) const { return crypto::to_hex(hmac_.of(crypto::bytes_of(record))).substr(0, digits_of_an_id); }

Tried<LastingIds> lasting_ids(ProtectArguments const& arguments, AgreedRelease const& agreed) {
  auto const& epoch = arguments.epoch;
  bool const word = !epoch.empty() && epoch.size() <= longest_epoch && std::ranges::all_of(epoch, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; });
  if (!word) {
    return stopped(Problem{Fault::malformed, "protect.epoch", "It is not said for how long a record keeps its id.", "Give --epoch a word for the time in which ids stay, as 2026 or 2026-Q1: in the next one every record has another."});
  }
  auto const trouble = [&](Problem problem) { return tl::unexpected{FileTrouble{arguments.id_key, std::move(problem)}}; };
  if (!std::filesystem::exists(arguments.id_key)) {
    SystemChance chance;
    std::array<std::byte, 32> bytes = {};
    chance.fill(bytes);
    if (auto const written = crypto::write_key_file(arguments.id_key, crypto::SymmetricKey{bytes}); !written) return trouble(written.error());
  }
  auto const key = crypto::read_symmetric_key(arguments.id_key);
  if (!key) return trouble(key.error());
  return LastingIds{*key, agreed.id, epoch};
}

}  // namespace concordat::cli
