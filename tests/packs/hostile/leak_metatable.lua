-- expect: ok score=1
-- answer: a=secret
-- Our objects cannot carry anything.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local L1 = L{ nl = "x" }
    local ok = pcall(function() L1.seen = a.a end)
    return parts { a = { not ok } }
  end,
}
