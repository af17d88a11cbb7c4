# SPDX-License-Identifier: Apache-2.0
# What is installed where, and the Debian package: `cmake --preset release && ninja -C build/release && cpack` in
# build/release gives build/release/*.deb.

install(TARGETS concordat RUNTIME DESTINATION bin)
# Nobody calls it by hand: concordat finds it there, or beside itself in a build folder.
install(TARGETS concordat-reader RUNTIME DESTINATION libexec/concordat)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/definitions DESTINATION share/concordat)
# The pages, where they were built (they need Node.js).
install(DIRECTORY ${CMAKE_BINARY_DIR}/web DESTINATION share/concordat OPTIONAL)

# Made from the command line itself by the program just built, so that they are never stale.
set(REFERENCE ${CMAKE_BINARY_DIR}/reference)
add_custom_command(OUTPUT ${REFERENCE}/concordat.1.gz ${REFERENCE}/concordat.bash ${REFERENCE}/_concordat ${REFERENCE}/concordat.fish
  COMMAND ${CMAKE_COMMAND} -E make_directory ${REFERENCE}
  COMMAND concordat help --man > ${REFERENCE}/concordat.1
  COMMAND gzip -9nf ${REFERENCE}/concordat.1
  COMMAND concordat help --completion bash > ${REFERENCE}/concordat.bash
  COMMAND concordat help --completion zsh > ${REFERENCE}/_concordat
  COMMAND concordat help --completion fish > ${REFERENCE}/concordat.fish
  DEPENDS concordat VERBATIM)
add_custom_target(reference ALL DEPENDS ${REFERENCE}/concordat.1.gz)
install(FILES ${REFERENCE}/concordat.1.gz DESTINATION share/man/man1)
install(FILES ${REFERENCE}/concordat.bash DESTINATION share/bash-completion/completions RENAME concordat)
install(FILES ${REFERENCE}/_concordat DESTINATION share/zsh/vendor-completions)
install(FILES ${REFERENCE}/concordat.fish DESTINATION share/fish/vendor_completions.d)

set(PACKAGING ${CMAKE_SOURCE_DIR}/packaging)
install(FILES ${PACKAGING}/concordat.service ${PACKAGING}/concordat-retention.service ${PACKAGING}/concordat-retention.timer
  ${PACKAGING}/concordat-backup.service ${PACKAGING}/concordat-backup.timer DESTINATION lib/systemd/system)
install(FILES ${PACKAGING}/concordat.yaml DESTINATION /etc/concordat)
install(FILES ${PACKAGING}/debian/copyright ${CMAKE_SOURCE_DIR}/SECURITY.md ${CMAKE_SOURCE_DIR}/CHANGELOG.md
  ${CMAKE_SOURCE_DIR}/docs/guide.md ${CMAKE_SOURCE_DIR}/docs/command-line.md DESTINATION share/doc/concordat)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/formats DESTINATION share/doc/concordat)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME concordat)
set(CPACK_PACKAGE_VENDOR Concordat)
set(CPACK_PACKAGE_CONTACT "Concordat maintainers <maintainers@concordat.invalid>")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "hub for sharing what keeps young people safe, under signed agreements")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Agencies send the files they already export; signed agreements say who may have what, for which purpose and in which form; the hub enforces them as they stand, releases depersonalised figures and maps, and writes every act into a ledger that outsiders can check.")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS passwd)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql (>= 15)")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PACKAGING}/debian/postinst ${PACKAGING}/debian/prerm ${PACKAGING}/debian/postrm
  ${PACKAGING}/debian/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
