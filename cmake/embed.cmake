# cmake -DINPUT=FILE -DOUTPUT=FILE.cpp -DNAME=FUNCTION -P embed.cmake: the file's octets as a function of offlist::api.
# As numbers, because compilers bound the length of a string literal.
file(READ ${INPUT} hex HEX)
string(REGEX REPLACE "(................................................................)" "\\1\n" hex "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," octets "${hex}")
file(WRITE ${OUTPUT} "#include \"api/api.hpp\"

namespace offlist::api {

namespace {

constexpr char octets[] = {
${octets}};

}  // namespace

std::string_view ${NAME}()
{
    return {octets, sizeof octets};
}

}  // namespace offlist::api
")
