// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/party.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/seal.h"
#include "linkage/encoded/message.h"

namespace concordat::linkage {
namespace {

constexpr std::string_view card_start = "concordat-encode-public/1";
constexpr std::string_view key_start = "concordat-encode-key/1";
constexpr std::size_t longest_word = 64;

tl::unexpected<Problem> no_card() {
  return fail(Fault::malformed, "party.malformed", "This is no file of an encoding key that this program made.",
              "Name the file that concordat encode key wrote; the public one is what the other party sends.");
}

/// The values of lines "name value" in exactly this order; nothing else may stand there.
std::optional<std::vector<std::string>> values_of(std::string_view text, std::string_view start,
                                                  std::vector<std::string_view> const& names) {
  if (!text.ends_with('\n')) return std::nullopt;
  text.remove_suffix(1);
  auto const lines = text::split(text, '\n');
  if (lines.size() != names.size() + 1 || lines[0] != start) return std::nullopt;
  std::vector<std::string> values;
  for (std::size_t at = 0; at < names.size(); ++at) {
    auto line = lines[at + 1];
    if (!line.starts_with(names[at]) || line.size() <= names[at].size() || line[names[at].size()] != ' ') return std::nullopt;
    values.emplace_back(line.substr(names[at].size() + 1));
  }
  return values;
}

bool names_a_use(KeyUse const& use) { return is_key_word(use.agreement) && is_key_word(use.epoch) && is_key_word(use.party); }

std::string use_text(KeyUse const& use) {
  return "agreement " + use.agreement + "\nepoch " + use.epoch + "\nparty " + use.party + "\n";
}

crypto::SymmetricKey part_of(crypto::SymmetricKey const& seed, std::string_view what, KeyUse const& use) {
  return crypto::derive_key(seed.expose(), "concordat/party-key/1", message_of(what, {use.agreement, use.epoch, use.party}));
}

}  // namespace

bool is_key_word(std::string_view word) {
  return !word.empty() && word.size() <= longest_word && std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

std::string PartyCard::unsigned_text() const {
  return std::string{card_start} + "\n" + use_text(use_) + "exchange " + crypto::to_base64(exchange_) + "\nsigning " +
         crypto::to_base64(signing_) + "\n";
}

std::string PartyCard::text() const { return unsigned_text() + "signature " + crypto::to_base64(signature_) + "\n"; }

Result<PartyCard> PartyCard::parse(std::string_view text) {
  auto const values = values_of(text, card_start, {"agreement", "epoch", "party", "exchange", "signing", "signature"});
  if (!values) return no_card();
  PartyCard card;
  card.use_ = {(*values)[0], (*values)[1], (*values)[2]};
  auto const exchange = crypto::hash_from_base64((*values)[3]);
  auto const signing = crypto::hash_from_base64((*values)[4]);
  auto const signature = crypto::from_base64((*values)[5]);
  if (!names_a_use(card.use_) || !exchange || !signing || !signature || signature->size() != card.signature_.size()) return no_card();
  card.exchange_ = *exchange;
  card.signing_ = *signing;
  std::ranges::copy(crypto::bytes_of(*signature), card.signature_.begin());
  if (!card.signed_this(card.unsigned_text(), card.signature_)) {
    return fail(Fault::integrity, "party.signature", "The public key is not as its party signed it.",
                "Ask the other party for the file again, and compare its fingerprint by telephone.");
  }
  return card;
}

std::string PartyCard::fingerprint() const {
  auto const hex = crypto::to_hex(crypto::sha256(text()));
  std::string groups;
  for (std::size_t at = 0; at < 32; at += 4) groups += (at > 0 ? "-" : "") + hex.substr(at, 4);
  return groups;
}

std::string PartyCard::key_id() const { return crypto::to_hex(crypto::sha256(crypto::text_of(exchange_))).substr(0, 32); }

bool PartyCard::signed_this(std::string_view message, crypto::Signature const& signature) const {
  return crypto::verify(signing_, crypto::bytes_of(message), signature);
}

Result<void> may_pair(PartyCard const& one, PartyCard const& other) {
  if (one.use().agreement != other.use().agreement)
    return fail(Fault::refused, "party.other-agreement", "The two keys are for two agreements.",
                "Use keys that both parties made for the agreement in question; a key serves one agreement.");
  if (one.use().epoch != other.use().epoch)
    return fail(Fault::refused, "party.other-epoch", "The two keys are for two epochs.",
                "Make keys for the present epoch on both sides; a key serves one epoch.");
  if (one.use().party == other.use().party || one.exchange() == other.exchange())
    return fail(Fault::refused, "party.itself", "Both keys are of one party.", "Name the public key that the other party sent.");
  return {};
}

PartyKey::PartyKey(KeyUse use, crypto::SymmetricKey seed)
    : seed_{std::move(seed)},
      exchange_{part_of(seed_, "exchange", use)},
      signing_{crypto::SigningKey::from_seed(part_of(seed_, "signing", use))} {
  card_.use_ = std::move(use);
  card_.exchange_ = crypto::exchange_key_of(exchange_);
  card_.signing_ = signing_.public_key();
  card_.signature_ = sign(card_.unsigned_text());
}

Result<PartyKey> PartyKey::generate(KeyUse use, Chance& chance) {
  if (!names_a_use(use))
    return fail(Fault::malformed, "party.name", "The agreement, the epoch or the party has no such name.",
                "Use up to 64 letters, digits, dots, hyphens and underscores for each, as ISA-014 and 2026-11.");
  return PartyKey{std::move(use), crypto::generate_key(chance)};
}

Result<PartyKey> PartyKey::parse(std::string_view text) {
  auto const values = values_of(text, key_start, {"agreement", "epoch", "party", "seed"});
  if (!values) return no_card();
  KeyUse use{(*values)[0], (*values)[1], (*values)[2]};
  auto const seed = crypto::hash_from_base64((*values)[3]);
  if (!names_a_use(use) || !seed) return no_card();
  return PartyKey{std::move(use), crypto::SymmetricKey{*seed}};
}

Secret<std::string> PartyKey::text() const {
  return Secret<std::string>{std::string{key_start} + "\n" + use_text(card_.use_) + "seed " + crypto::to_base64(seed_.expose()) + "\n"};
}

crypto::Signature PartyKey::sign(std::string_view message) const { return signing_.sign(crypto::bytes_of(message)); }

Result<Pair> PartyKey::pair_with(PartyCard const& theirs) const {
  if (auto const fine = may_pair(card_, theirs); !fine) return fail(fine);
  auto const secret = crypto::shared_secret(exchange_, theirs.exchange());
  if (!secret) return fail(secret);
  auto const& use = card_.use();
  std::vector<std::string> parts{use.agreement, use.epoch};
  auto const* first = &card_;
  auto const* second = &theirs;
  if (second->exchange() < first->exchange()) std::swap(first, second);
  for (auto const* card : {first, second}) {
    parts.push_back(card->use().party);
    parts.emplace_back(crypto::text_of(card->exchange()));
  }
  auto const agreed = crypto::derive_key(secret->expose(), "concordat/pair/1", message_of("pair", parts));
  return Pair{card_, theirs, LinkKey{agreed, use.agreement, use.epoch}};
}

}  // namespace concordat::linkage
