-- expect: ok score=1
-- An author may catch errors of his own.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local ok, why = pcall(error, { code = 7 })
    return parts { a = { not ok and why.code == 7 } }
  end,
}
