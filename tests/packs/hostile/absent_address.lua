-- expect: ok score=1
-- No text shows an address.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local s = tostring({}) .. tostring(tostring) .. tostring(L{ nl = "x" })
    return parts { a = { not s:find("0x") } }
  end,
}
