-- expect: ok score=1
-- pcall without a function is an error that pcall catches.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local ok = pcall(pcall)
    return parts { a = { not ok } }
  end,
}
