// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/enclave.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/encoding.h"

namespace concordat::linkage {
namespace {

constexpr std::string_view declaration_start = "concordat-enclave/1";
constexpr std::size_t longest_line = 200;
constexpr std::size_t lines_of_terms = 7;

tl::unexpected<Problem> no_declaration() {
  return fail(Fault::malformed, "enclave.malformed", "This is no declaration of an enclave.",
              "Name the file that concordat encode enclave wrote.");
}

bool is_line(std::string_view line) {
  return !line.empty() && line.size() <= longest_line && text::trim(line) == line && text::is_utf8(line) &&
         std::ranges::none_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool are_sound(EnclaveTerms const& terms) {
  return is_key_word(terms.agreement) && is_key_word(terms.epoch) && is_line(terms.place) && is_line(terms.run_by);
}

std::optional<std::string_view> behind(std::string_view line, std::string_view name) {
  if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ') return std::nullopt;
  return line.substr(name.size() + 1);
}

std::optional<crypto::Signature> signature_of(std::string_view base64) {
  auto const bytes = crypto::from_base64(base64);
  crypto::Signature signature{};
  if (!bytes || bytes->size() != signature.size()) return std::nullopt;
  std::ranges::copy(crypto::bytes_of(*bytes), signature.begin());
  return signature;
}

std::optional<EnclaveTerms> terms_of(std::vector<std::string_view> const& lines) {
  if (lines.size() < lines_of_terms || lines[0] != declaration_start) return std::nullopt;
  auto const agreement = behind(lines[1], "agreement");
  auto const epoch = behind(lines[2], "epoch");
  auto const place = behind(lines[3], "place");
  auto const runs = behind(lines[4], "operator");
  auto const until = behind(lines[5], "until");
  auto const seal_to = behind(lines[6], "seal-to");
  if (!agreement || !epoch || !place || !runs || !until || !seal_to) return std::nullopt;
  auto const day = parse_date(*until);
  auto const recipient = crypto::hash_from_base64(*seal_to);
  if (!day || !recipient) return std::nullopt;
  EnclaveTerms terms{std::string{*agreement}, std::string{*epoch}, std::string{*place}, std::string{*runs}, *day, crypto::Recipient{*recipient}};
  if (!are_sound(terms)) return std::nullopt;
  return terms;
}

tl::unexpected<Problem> of_another_agreement() {
  return fail(Fault::refused, "enclave.other-agreement", "The enclave was declared for another agreement or epoch than the key.",
              "Declare an enclave for this agreement and epoch; both parties sign it.");
}

}  // namespace

Result<Declaration> Declaration::of(EnclaveTerms terms) {
  if (!are_sound(terms))
    return fail(Fault::malformed, "enclave.terms", "The place or the operator of the enclave is not one plain line.",
                "Name each in up to 200 letters.");
  return Declaration{std::move(terms)};
}

Result<Declaration> Declaration::parse(std::string_view text) {
  if (!text.ends_with('\n')) return no_declaration();
  text.remove_suffix(1);
  auto const lines = text::split(text, '\n');
  auto terms = terms_of(lines);
  if (!terms || lines.size() > lines_of_terms + 2) return no_declaration();
  Declaration read{std::move(*terms)};
  for (std::size_t at = lines_of_terms; at < lines.size(); ++at) {
    auto const said = behind(lines[at], "signed");
    if (!said) return no_declaration();
    auto const space = said->find(' ');
    if (space == std::string_view::npos || !is_key_word(said->substr(0, space))) return no_declaration();
    auto const signature = signature_of(said->substr(space + 1));
    if (!signature) return no_declaration();
    read.signatures_.push_back({std::string{said->substr(0, space)}, *signature});
  }
  return read;
}

std::string Declaration::unsigned_text() const {
  return std::string{declaration_start} + "\nagreement " + terms_.agreement + "\nepoch " + terms_.epoch + "\nplace " + terms_.place +
         "\noperator " + terms_.run_by + "\nuntil " + format_date(terms_.until) + "\nseal-to " + crypto::to_base64(terms_.seal_to.key()) + "\n";
}

std::string Declaration::text() const {
  auto text = unsigned_text();
  for (auto const& one : signatures_) text += "signed " + one.party + " " + crypto::to_base64(one.signature) + "\n";
  return text;
}

Result<void> Declaration::sign(PartyKey const& key) {
  auto const& use = key.card().use();
  if (use.agreement != terms_.agreement || use.epoch != terms_.epoch) return of_another_agreement();
  if (signatures_.size() >= 2 || std::ranges::any_of(signatures_, [&](Signed const& one) { return one.party == use.party; }))
    return fail(Fault::conflict, "enclave.signed-already", "The declaration has this party's signature, or two.",
                "Send it to the other party, or use it as it is.");
  signatures_.push_back({use.party, key.sign(unsigned_text())});
  return {};
}

bool Declaration::signed_by(PartyCard const& card) const {
  return std::ranges::any_of(signatures_, [&](Signed const& one) {
    return one.party == card.use().party && card.signed_this(unsigned_text(), one.signature);
  });
}

Result<Enclave> Enclave::open(Declaration const& declaration, PartyCard const& one, PartyCard const& other, Date today) {
  if (auto const fine = may_pair(one, other); !fine) return fail(fine);
  auto const& terms = declaration.terms();
  if (one.use().agreement != terms.agreement || one.use().epoch != terms.epoch) return of_another_agreement();
  if (!declaration.signed_by(one) || !declaration.signed_by(other))
    return fail(Fault::refused, "enclave.unsigned", "The enclave is not declared by both parties: a signature is missing or does not fit.",
                "Let both parties sign the same declaration with concordat encode enclave.");
  if (today > terms.until)
    return fail(Fault::refused, "enclave.expired", "The last day of the enclave is past.", "Declare it anew; both parties sign.");
  return Enclave{terms};
}

}  // namespace concordat::linkage
