// SPDX-License-Identifier: Apache-2.0
// Why a field is refused: the codes of the closed list, and the reasons under them.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace concordat::agreements {

/// The closed list of refusal codes. The engine gives those a machine can find; the others are for people who decline.
enum class RefusalCode : std::uint8_t {
  r00, r01, r02, r03, r04, r05, r06, r07, r08, r09, r10, r11, r12, r13, r14, r15, r16, r17, r18
};
[[nodiscard]] std::string_view name_of(RefusalCode code);  ///< "R01"
[[nodiscard]] std::optional<RefusalCode> refusal_code_named(std::string_view name);

/// Why, under a code. Stable names for machines through `name_of`. In this order they are told.
enum class Reason : std::uint8_t {
  nothing_asked,         ///< R07
  no_clock,              ///< R00
  barred_purpose,        ///< R03, never
  barred_field,          ///< R03, never: who a source is, an intercept, a test of sexual health
  unknown_field,         ///< R04
  dropped_field,         ///< R04, never
  unknown_purpose,       ///< R02
  protected_subject,     ///< R08, never: a purpose that acts against the person, on somebody to be protected
  subject_role_unknown,  ///< R08: the same, where nobody knows what the person is in the event
  prohibited,            ///< R03, never
  never_together,        ///< R07
  must_go_together,      ///< R07
  no_agreement,          ///< R01
  draft,                 ///< R01: not signed by all who must
  not_activated,         ///< R01: signed, and not yet activated by two people
  not_yet,               ///< R01
  expired,               ///< R01
  suspended,             ///< R01
  unsound,               ///< R01: a signature or a word of it no longer fits what the hub knows
  ended,                 ///< R01
  superseded,            ///< R01: a later version stands
  not_assessed,          ///< R01: an impact assessment is not on record
  purpose,               ///< R02
  gateway,               ///< R03
  form,                  ///< R04: only a less identifying form
  role,                  ///< R16
  audit_overdue,         ///< R16: the agency's own sample of disclosures
  area,                  ///< R07
  training,              ///< R16
  necessity,             ///< R07
  hours,                 ///< R07
  approvals,             ///< R07
  relationship,          ///< R16: not a member of an open case about the person
  consent,               ///< R06
  consent_withdrawn,     ///< R14
  guardian,              ///< R06: no recorded decision
  concern,               ///< R07: joint band
  age,                   ///< R08
  subject_area,          ///< R07
  handling,              ///< R09
  field_not_covered,     ///< R04
  not_allowed_subject,   ///< R08: a prohibition for this role in the events
};
constexpr auto last_reason = Reason::not_allowed_subject;
[[nodiscard]] std::string_view name_of(Reason reason);
[[nodiscard]] RefusalCode code_of(Reason reason);
[[nodiscard]] bool is_never(Reason reason);
/// One plain sentence.
[[nodiscard]] std::string_view sentence_of(Reason reason);
/// What helps, in general; empty where nothing does.
[[nodiscard]] std::string_view remedy_of(Reason reason);
/// Whether the asker can meet it alone, without another agency.
[[nodiscard]] bool asker_can(Reason reason);

/// A set of reasons.
class Reasons {
 public:
  constexpr Reasons() = default;
  constexpr Reasons(std::initializer_list<Reason> reasons) {
    for (auto const reason : reasons) insert(reason);
  }
  constexpr void insert(Reason reason) { bits_ |= bit(reason); }
  constexpr void insert(Reasons const& others) { bits_ |= others.bits_; }
  constexpr void remove(Reasons const& others) { bits_ &= ~others.bits_; }
  [[nodiscard]] constexpr bool contains(Reason reason) const { return (bits_ & bit(reason)) != 0; }
  [[nodiscard]] constexpr bool includes(Reasons const& others) const { return (others.bits_ & ~bits_) == 0; }
  [[nodiscard]] constexpr bool intersects(Reasons const& others) const { return (bits_ & others.bits_) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr int size() const { return std::popcount(bits_); }
  /// As sorted lists compare, for sets of one size: the smaller number comes first. Below 2^width.
  [[nodiscard]] constexpr std::uint64_t later() const {
    std::uint64_t first = 0;
    for (auto left = bits_; left != 0; left &= left - 1) first |= sooner_by(static_cast<Reason>(std::countr_zero(left)));
    return (std::uint64_t{1} << width) - 1 - first;
  }
  /// By how much `later` falls where the reason is added.
  [[nodiscard]] static constexpr std::uint64_t sooner_by(Reason reason) { return std::uint64_t{1} << (width - 1 - static_cast<unsigned>(reason)); }
  static constexpr unsigned width = 44;  ///< room for so many reasons
  [[nodiscard]] std::vector<Reason> list() const;
  /// One bit a reason, for loops over many sets at once.
  [[nodiscard]] constexpr std::int64_t bits() const { return static_cast<std::int64_t>(bits_); }
  constexpr bool operator==(Reasons const&) const = default;

 private:
  static constexpr std::uint64_t bit(Reason reason) { return std::uint64_t{1} << static_cast<unsigned>(reason); }
  std::uint64_t bits_ = 0;
};

/// All that can be unmet for what the records say, or do not say, of the person.
constexpr Reasons about_people{Reason::relationship, Reason::consent, Reason::consent_withdrawn, Reason::guardian,
                               Reason::concern,      Reason::age,     Reason::subject_area,      Reason::handling};
/// What declared danger lifts: never a bar, a signature, a term, a purpose, a field, training or an originator's condition.
constexpr Reasons lifted_by_break_glass{Reason::hours,   Reason::approvals,         Reason::relationship, Reason::consent,
                                        Reason::consent_withdrawn, Reason::guardian, Reason::concern};
static_assert(static_cast<unsigned>(last_reason) < Reasons::width);

}  // namespace concordat::agreements
